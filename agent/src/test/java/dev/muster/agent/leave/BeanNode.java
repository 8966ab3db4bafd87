package dev.muster.agent.leave;

import java.lang.management.ManagementFactory;
import javax.management.ObjectName;

/** A program with a management bean that says how it is, and refuses or does what it is told. */
public final class BeanNode implements BeanNodeMBean {

    private volatile String mode = "NORMAL";

    @Override
    public String getMode() {
        return mode;
    }

    @Override
    public void leave(boolean force) {
        if (!force) {
            throw new UnsupportedOperationException("Not enough live nodes");
        }
        mode = "LEFT";
    }

    public static void main(String[] args) throws Exception {
        ManagementFactory.getPlatformMBeanServer().registerMBean(new BeanNode(), new ObjectName("test:type=Node"));
        System.out.println("up");
        Thread.sleep(600_000);
    }
}
