#!/bin/sh
# Starts one component, waits for it and records how it ended. It outlives the agent, so that neither the end of the agent
# nor a new one touches the component. Run as the leader of a session of its own, with the component's environment:
#
#   shim.sh LAUNCH INSTANCE CGROUP COMMAND [ARGUMENT...]
#
# LAUNCH    directory that the records go to: process (who runs), claim (the start is taken), exit (how it ended)
# INSTANCE  working directory of the component
# CGROUP    directory of a cgroup that the component is to join, or empty
umask 027
launch=$1 instance=$2 cgroup=$3
shift 3
PATH=/usr/sbin:/usr/bin:/sbin:/bin

# A signal to the whole session must not cost the exit record. A handler, not '': an ignored signal stays ignored in the component.
trap : HUP INT QUIT TERM

# Sets pid and start of the calling shell: /proc/self is whoever opens it. The 22nd field is the start time; the second one,
# the command in brackets, is cut off first.
identify() {
    read -r stat </proc/self/stat || return 1
    pid=${stat%% *}
    set -- ${stat##*) }
    start=${20}
}

read -r boot </proc/sys/kernel/random/boot_id && identify || exit 125
shim="$pid $start"

(
    cd "$instance" || exit 125
    if [ -n "$cgroup" ]; then
        # Before exec: what is forked before joining would stay outside. Session and marker remain when it fails.
        echo 0 >"$cgroup/cgroup.procs"
    fi
    identify || exit 125
    printf 'boot %s\nshim %s\ncomponent %s\n' "$boot" "$shim" "$pid $start" >"$launch/process.tmp" || exit 125
    mv -f "$launch/process.tmp" "$launch/process" || exit 125
    # Whoever makes this directory decides: an agent that restarted and found no record makes it first, and nothing starts.
    mkdir "$launch/claim" || exit 125
    exec "$@"
) </dev/null
code=$?

# The time in ticks since boot tells members of this session from those of a later one with the same number.
read -r uptime idle </proc/uptime
printf '%s %s\n' "$code" "${uptime%.*}${uptime#*.}" >"$launch/exit.tmp"
# A stop that is just clearing the session away may hit this very mv, which belongs to it.
tries=0
while [ $tries -lt 20 ] && ! mv -f "$launch/exit.tmp" "$launch/exit"; do
    tries=$((tries + 1))
done
