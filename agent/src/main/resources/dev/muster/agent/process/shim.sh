#!/bin/sh
# Starts one component, waits for it and records how it ended. It outlives the agent, so that neither the end of the agent
# nor a new one touches the component. Run as the leader of a session of its own, with the component's environment:
#
#   shim.sh LAUNCH INSTANCE CGROUP OUTPUT BYTES USER COMMAND [ARGUMENT...]
#
# LAUNCH    directory that the records go to: process (who runs), claim (the start is taken), exit (how it ended)
# INSTANCE  working directory of the component
# CGROUP    directory of a cgroup that the component is to join, or empty
# OUTPUT    file that the component writes to
# BYTES     size at which that file is begun anew
# USER      UID:GID that the component runs as; empty for the agent's own
umask 027
launch=$1 instance=$2 cgroup=$3 output=$4 bytes=$5 user=$6
shift 6
PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin

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

# Becomes a command, as the component's user.
become() {
    if [ -n "$user" ]; then
        set -- setpriv "--reuid=${user%:*}" "--regid=${user#*:}" --clear-groups --no-new-privs "$@"
    fi
    exec "$@"
}

# Keeps the output from growing without end while no agent is there to do it, which looks much more often. As the component's user:
# where that one has put a symbolic link, it can cut only what it may write.
keep_short() {
    become /bin/sh -c 'while [ -d "/proc/$3" ] && sleep 5; do
        size=$(stat -c %s "$1") && [ "$size" -gt "$2" ] || continue
        rm -f "$1.1"
        tail -c "$2" "$1" >"$1.1"
        : >"$1"
    done' keep-short "$output" "$bytes" "$pid" >/dev/null 2>&1 </dev/null
}

read -r boot </proc/sys/kernel/random/boot_id && identify || exit 125
shim="$pid $start"
keep_short &
keeper=$!

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
    become "$@"
) </dev/null
code=$?
kill "$keeper"

# The time in ticks since boot tells members of this session from those of a later one with the same number.
read -r uptime idle </proc/uptime
printf '%s %s\n' "$code" "${uptime%.*}${uptime#*.}" >"$launch/exit.tmp"
# A stop that is just clearing the session away may hit this very mv, which belongs to it.
tries=0
while [ $tries -lt 20 ] && ! mv -f "$launch/exit.tmp" "$launch/exit"; do
    tries=$((tries + 1))
done
