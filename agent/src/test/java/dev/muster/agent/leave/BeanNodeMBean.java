package dev.muster.agent.leave;

/** What the bean of {@link BeanNode} offers. */
public interface BeanNodeMBean {
    String getMode();

    void leave(boolean force);
}
