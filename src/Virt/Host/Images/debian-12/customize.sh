#!/bin/sh
# Turns the fresh tree at $1 into the read-only base that every debian-12 server shares. Nothing here is one server's own:
# host name, keys, machine-id, address and password come with the seed.
set -eu
root=$1

rm -f "$root"/etc/ssh/ssh_host_* "$root"/etc/resolv.conf "$root"/var/lib/dbus/machine-id
: > "$root/etc/machine-id"
: > "$root/etc/fstab"
: > "$root/etc/resolv.conf"
echo localhost > "$root/etc/hostname"
printf '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n' > "$root/etc/hosts"
install -d -m 700 "$root/root/.ssh"

chroot "$root" systemctl -q enable systemd-networkd ssh hostelry-first-boot-done.service
chroot "$root" systemctl -q disable systemd-timesyncd apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer \
  e2scrub_all.timer fstrim.timer 2>/dev/null || true
# Units that cannot work, or have nothing to do, behind a user-namespace map.
chroot "$root" systemctl -q mask systemd-networkd-wait-online.service getty@.service console-getty.service \
  systemd-udevd.service systemd-udev-trigger.service systemd-udevd-control.socket systemd-udevd-kernel.socket \
  sys-kernel-debug.mount sys-kernel-tracing.mount sys-kernel-config.mount sys-fs-fuse-connections.mount \
  dev-hugepages.mount dev-mqueue.mount e2scrub_reap.service systemd-journal-flush.service systemd-update-utmp.service \
  systemd-pcrphase.service modprobe@.service

# Same packages, same bytes: what differs from build to build goes.
rm -rf "$root"/var/cache/apt/* "$root"/var/lib/apt/lists/* "$root"/var/log/* "$root"/var/cache/ldconfig/aux-cache \
  "$root"/tmp/* "$root"/var/tmp/*
