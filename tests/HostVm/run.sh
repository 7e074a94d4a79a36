#!/bin/bash
# tests/HostVm/run.sh PROGRAM TESTS CACHE: starts a normal Debian 12 host as a virtual machine (TCG unless HOSTELRY_HOST_VM_KVM is set), prepares
# it with PROGRAM (hostelry-host), and runs there the classes of TESTS (a built Live.Tests directory) that a host must pass.
# Nothing of it is reachable from outside: one port of 127.0.0.1, for SSH.
set -euo pipefail
program=$(realpath "$1") tests=$(realpath "$2") cache=$3
"$(dirname "$0")/image.sh" "$cache"
cd "$cache"
work=$(mktemp -d)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
remote() { ssh -i key -p "$port" -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o ConnectTimeout=5 root@127.0.0.1 "$@"; }
stop() { [ ! -s "$work/pid" ] || kill "$(cat "$work/pid")" 2> /dev/null || true; rm -rf "$work"; }
trap stop EXIT

qemu-img create -q -f qcow2 -b "$PWD/host.qcow2" -F qcow2 "$work/disk.qcow2"
# KVM only on request: inside some virtual machines /dev/kvm is there and does not work.
accelerator=tcg,thread=multi,tb-size=512
[ -z "${HOSTELRY_HOST_VM_KVM:-}" ] || accelerator=kvm
qemu-system-x86_64 -machine q35 -accel "$accelerator" -cpu max -smp 2 -m 3072 -nodefaults -no-user-config -display none -daemonize \
  -kernel vmlinuz -initrd initrd -append 'root=LABEL=root rw console=ttyS0 net.ifnames=0 mitigations=off tsc=reliable no_timer_check' \
  -drive "file=$work/disk.qcow2,if=virtio,format=qcow2,cache=unsafe" \
  -netdev "user,id=n0,hostfwd=tcp:127.0.0.1:$port-:22" -device virtio-net-pci,netdev=n0 -device virtio-rng-pci \
  -serial "file:$cache/console.log" -pidfile "$work/pid"
for _ in $(seq 300); do timeout 10 bash -c "$(declare -f remote); port=$port; remote true" 2> /dev/null && up=1 && break; sleep 1; done
[ -n "${up:-}" ] || { tail -20 "$cache/console.log"; echo "The host does not answer."; exit 1; }
echo "host is up after $SECONDS s: $(remote 'uname -r; systemctl is-system-running --wait')"

dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
runtime=$(ls "$dotnet/shared/Microsoft.NETCore.App" | grep '^10\.' | tail -1)
tar -C "$dotnet" -c dotnet host "shared/Microsoft.NETCore.App/$runtime" "shared/Microsoft.AspNetCore.App/$runtime" 2> /dev/null | remote 'mkdir -p /opt/dotnet; tar -C /opt/dotnet -x'
tar -C "$tests" -c . | remote 'mkdir -p /opt/tests; tar -C /opt/tests -x'
remote 'cat > /root/hostelry-host; chmod 755 /root/hostelry-host; /root/hostelry-host setup --user hostelry' < "$program"
echo "host is prepared after $SECONDS s"

status=0
remote "cd /opt/tests; HOSTELRY_LIVE_PATIENCE=180 timeout 1500 /opt/dotnet/dotnet Live.Tests.dll ${HOSTELRY_HOST_VM_FILTER:--class Hostelry.Live.Tests.HostileGuestTests -class Hostelry.Live.Tests.HostTests}" || status=$?
echo "tests ended with $status after $SECONDS s"
remote 'journalctl -u libvirtd -p err --no-pager -n 20 -o cat' || true
exit "$status"
