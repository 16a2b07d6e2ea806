#!/bin/sh
# Job: run as process 1 of a virtual host, before systemd: make the container look like a machine that owns its kernel settings.
# Inputs: the arguments of systemd.
# Effects: own /sys of the host's network namespace, control groups and /proc/sys writable, all mounts shared.
# Exit codes: none; ends by becoming systemd.
set -eu

# The /sys that nspawn mounts shows the network devices of the operator's machine. Private first: else taking away the
# copy of the control groups takes away the original too.
mount --make-rprivate /
mkdir -p /run/lab-cgroup
mount --rbind /sys/fs/cgroup /run/lab-cgroup
umount -l /sys
mount -t sysfs -o nosuid,nodev,noexec sysfs /sys
mount --rbind /run/lab-cgroup /sys/fs/cgroup
umount -l /run/lab-cgroup
rmdir /run/lab-cgroup

mount -o remount,bind,rw /sys/fs/cgroup
for hierarchy in /sys/fs/cgroup/*; do
  if mountpoint -q "$hierarchy"; then mount -o remount,bind,rw "$hierarchy"; fi
done
mount -o remount,bind,rw /proc/sys
mount --make-rshared /
exec /lib/systemd/systemd "$@"
