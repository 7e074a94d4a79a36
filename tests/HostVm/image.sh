#!/bin/bash
# tests/HostVm/image.sh DIRECTORY: builds the disk of a normal Debian 12 host (systemd, machined, cgroup v2, libvirt) into DIRECTORY:
# host.qcow2, vmlinuz, initrd, key. Made once per list of packages; the container base of this machine is copied into it.
set -euo pipefail
directory=$1
base=$(hostelry-host image-build debian-12 | grep -o '"digest":"[0-9a-f]*"' | cut -d'"' -f4)
packages=linux-image-amd64,systemd-sysv,systemd-container,dbus,udev,kmod,openssh-server,openssh-client,openssl,sudo,apparmor
packages=$packages,libvirt-daemon,libvirt-daemon-system,libvirt-daemon-driver-lxc,libvirt-clients,libvirt-daemon-config-network
packages=$packages,libvirt-daemon-config-nwfilter,dnsmasq-base,iptables,nftables,ebtables,lxcfs,iproute2,iputils-ping,procps
packages=$packages,e2fsprogs,netbase,ca-certificates,util-linux-extra,mmdebstrap,libicu72
stamp=$(echo "$packages $base $(sha256sum "$0" | cut -c1-16)" | sha256sum | cut -c1-16)
[ "$(cat "$directory/stamp" 2> /dev/null)" != "$stamp" ] || exit 0

rm -rf "$directory"; mkdir -p "$directory"; cd "$directory"
ssh-keygen -q -t ed25519 -N '' -f key
mirror=$(sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/*.sources 2> /dev/null | head -1)
mmdebstrap --variant=minbase --include="$packages" \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
  --aptopt='APT::Install-Recommends "false"' \
  --essential-hook='mkdir -p $1/etc/initramfs-tools/conf.d $1/usr/share/initramfs-tools/modules.d; echo MODULES=list > $1/etc/initramfs-tools/conf.d/vm; printf "virtio_pci\nvirtio_blk\nvirtio_net\next4\ncrc32c_generic\n" > $1/usr/share/initramfs-tools/modules.d/vm' \
  --customize-hook="install -D -m 600 $PWD/key.pub \$1/root/.ssh/authorized_keys" \
  --customize-hook='printf "[Match]\nName=eth0\n[Network]\nDHCP=ipv4\nIPv6AcceptRA=no\n" > $1/etc/systemd/network/20-eth0.network' \
  --customize-hook='echo "LABEL=root / ext4 rw,noatime 0 1" > $1/etc/fstab; echo host-vm > $1/etc/hostname; echo "127.0.0.1 localhost host-vm" > $1/etc/hosts; : > $1/etc/machine-id' \
  --customize-hook='chroot $1 systemctl enable systemd-networkd ssh; chroot $1 systemctl mask systemd-networkd-wait-online apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer' \
  --customize-hook="mkdir -p \$1/var/lib/hostelry-host/bases; cp -a /var/lib/hostelry-host/bases/$base /var/lib/hostelry-host/bases/*.json \$1/var/lib/hostelry-host/bases/" \
  bookworm root "${mirror:-http://deb.debian.org/debian}" > build.log 2>&1
cp -L root/boot/vmlinuz-* vmlinuz; cp -L root/boot/initrd.img-* initrd
truncate -s 8G host.raw
mkfs.ext4 -q -F -L root -E lazy_itable_init=1,lazy_journal_init=1 -d root host.raw
qemu-img convert -O qcow2 host.raw host.qcow2
rm -rf host.raw root
echo "$stamp" > stamp
