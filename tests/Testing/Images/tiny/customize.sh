#!/bin/sh
# Makes the fresh tree at $1 a system that boots in no time: one static program, and init.
set -eu
root=$1

mkdir -p "$root/dev" "$root/proc" "$root/sys" "$root/run" "$root/tmp" "$root/sbin" "$root/root"
for name in sh cat ip nc sed sleep; do ln -s busybox "$root/bin/$name"; done
ln -s /etc/tiny-init "$root/sbin/init"
chmod 755 "$root/etc/tiny-init"
rm -rf "$root/usr" "$root/var"
mkdir -p "$root/var/lib"
