#!/bin/bash
# tests/HostVm/run.sh PROGRAM TESTS [CACHE]: starts a normal Debian 12 host as a virtual machine (TCG unless HOSTELRY_HOST_VM_KVM is set),
# prepares it with PROGRAM (hostelry-host), runs there those of TESTS (the built Live.Tests) that such a host must pass, reboots
# it, and looks again. The last line is "N passed, N failed, N skipped"; the exit code is 1 when anything failed.
#   HOSTELRY_HOST_VM_MINUTES  most time for everything (90)
#   HOSTELRY_HOST_VM_FILTER   other tests than the usual, as xUnit's runner takes them: -method '*Disk_grows*'
# Nothing of it is reachable from outside: one port of 127.0.0.1, for SSH.
set -euo pipefail
here=$(dirname "$(realpath "$0")")
program=$(realpath "$1") tests=$(realpath "$2") cache=${3:-${XDG_CACHE_HOME:-/var/cache}/hostelry/host-vm}
deadline=$((${HOSTELRY_HOST_VM_MINUTES:-90} * 60))
# Options of one kind only: xUnit takes what fits all kinds at once.
usual="-method Hostelry.Live.Tests.HostTests.Host_is_ready_and_says_what_it_is
  -method Hostelry.Live.Tests.HostileGuestTests.*
  -method Hostelry.Live.Tests.LifeTests.Disk_grows_while_the_guest_runs_and_never_shrinks
  -method Hostelry.Live.Tests.LifeTests.Memory_and_cpu_change_while_the_guest_runs
  -method Hostelry.Live.Tests.HostTests.Deleted_guest_leaves_nothing_behind
  -method Hostelry.Live.Tests.HostFaultTests.*"

say() { printf '[%4d s] %s\n' "$SECONDS" "$*"; }
rest() { echo $((deadline > SECONDS ? deadline - SECONDS : 1)); }
ssh_options=(-p "$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')"
  -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o ConnectTimeout=10 -o KexAlgorithms=curve25519-sha256)
remote() { timeout "$(rest)" ssh -n -i "$cache/key" "${ssh_options[@]}" root@127.0.0.1 "$@"; }

# until_up BOOT: waits for an SSH answer of another boot than that one, which `boot` names then.
until_up() {
  boot=
  while [ "$(rest)" -gt 1 ] && kill -0 "$(cat "$work/pid")" 2> /dev/null; do
    boot=$(timeout 20 ssh -n -i "$cache/key" "${ssh_options[@]}" root@127.0.0.1 cat /proc/sys/kernel/random/boot_id 2> /dev/null || true)
    [ -z "$boot" ] || [ "$boot" = "$1" ] || return 0
    sleep 1
  done
  tail -20 "$cache/console.log" >&2
  echo "The host does not answer; its console is $cache/console.log." >&2
  return 1
}

passed=0 failed=0 skipped=0
# run_tests FILTER…: runs them in the host, shows what they say, adds up.
run_tests() {
  remote "cd /opt/tests; export HOSTELRY_LIVE_PATIENCE=240 ${kept:-}
    DOTNET_EnableWriteXorExecute=0 DOTNET_TieredPGO=0 timeout $(rest) /opt/dotnet/dotnet Live.Tests.dll -parallelMode none $(printf "'%s' " "$@") -reporter verbose -showLiveOutput -noColor -noLogo" \
    2>&1 | sed -u -e 's/\r$//' -e "s/^/         /" | tee "$work/said" || true
  local counts
  counts=$(sed -n 's/.*Total: \([0-9]*\), Errors: \([0-9]*\), Failed: \([0-9]*\), Skipped: \([0-9]*\).*/\1 \2 \3 \4/p' "$work/said" | tail -1)
  if [ -z "$counts" ]; then
    say "The tests ended without results."
    failed=$((failed + 1))
    return
  fi
  local all errors bad left
  read -r all errors bad left <<< "$counts"
  passed=$((passed + all - bad - left)) failed=$((failed + bad + errors)) skipped=$((skipped + left))
  say "$((all - bad - left)) passed, $((bad + errors)) failed, $left skipped"
}

say "image of the host (cached in $cache)"
"$here/image.sh" "$cache"
work=$(mktemp -d)
stop() {
  # By its own number, and gone before its files are.
  if [ -s "$work/pid" ]; then
    local pid
    pid=$(cat "$work/pid")
    kill "$pid" 2> /dev/null || true
    while kill -0 "$pid" 2> /dev/null; do sleep 0.1; done
  fi
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 1' INT TERM

# What is tested goes in as a disk: over SSH an emulated processor would spend a minute on ciphers.
read -r runtime dotnet < <(dotnet --list-runtimes | sed -n 's,^Microsoft.NETCore.App \(10[^ ]*\) \[\(.*\)/shared/.*,\1 \2,p' | tail -1)
tar -cf "$work/payload.tar" --transform 's,^\./,tests/,;s,^(dotnet|host|shared)(/|$),dotnet/\1\2,x' -C "$(dirname "$program")" hostelry-host -C "$dotnet" dotnet host \
  "shared/Microsoft.NETCore.App/$runtime" "shared/Microsoft.AspNetCore.App/$runtime" -C "$tests" .
qemu-img create -q -f qcow2 -b "$cache/host.qcow2" -F qcow2 "$work/disk.qcow2"
# A processor without AVX. With QEMU 7.2's "max", which has it, this machine's boots failed in ever other places (mounts that were
# made and not found, networkd, udevd), the more the busier it was; with this one, never. The likely cause is its emulation.
# KVM only on request: inside some virtual machines /dev/kvm is there and does not work.
accelerator=tcg,thread=multi,tb-size=512 processor=Nehalem
[ -z "${HOSTELRY_HOST_VM_KVM:-}" ] || accelerator=kvm processor=host,svm=off,vmx=off
qemu-system-x86_64 -machine q35 -accel "$accelerator" -cpu "$processor" -smp 2 -m 3072 -nodefaults -no-user-config -display none -daemonize \
  -kernel "$cache/vmlinuz" -initrd "$cache/initrd" -append 'root=LABEL=root rw console=ttyS0 net.ifnames=0 mitigations=off tsc=reliable no_timer_check systemd.journald.forward_to_console=1 systemd.show_status=0' \
  -drive "file=$work/disk.qcow2,if=virtio,format=qcow2,cache=unsafe" -drive "file=$work/payload.tar,if=virtio,format=raw,readonly=on" \
  -netdev "user,id=n0,hostfwd=tcp:127.0.0.1:${ssh_options[1]}-:22" -device virtio-net-pci,netdev=n0 -device virtio-rng-pci \
  -serial "file:$cache/console.log" -pidfile "$work/pid"
until_up ''
say "host is up: $(remote 'uname -r; stat -fc %T /sys/fs/cgroup; virsh --version' | tr '\n' ' ')"
remote 'tar -xf /dev/vdb -C /opt; /opt/hostelry-host setup --user hostelry > /dev/null'
say "host is prepared"

# Split at the spaces, but the stars are xUnit's.
set -f
run_tests ${HOSTELRY_HOST_VM_FILTER:-$usual}
set +f
if [ -z "${HOSTELRY_HOST_VM_FILTER:-}" ]; then
  remote 'mkdir -p /root/kept'
  kept='HOSTELRY_LIVE_KEEP=/root/kept;'
  run_tests -method 'Hostelry.Live.Tests.HostRebootTests.Before*'
  say "the host reboots"
  remote 'systemctl reboot' || true
  until_up "$boot"
  say "host is up again"
  # Before anything of ours runs there: the host alone has to start the guest.
  remote 'for i in $(seq 1200); do [ "$(timeout 5 head -c 4 < /dev/tcp/10.91.0.11/22)" != SSH- ] || exit 0; sleep 0.5; done; exit 1' 2> /dev/null \
    && say "the guest answers again, started by the host alone" || say "the guest does not answer"
  run_tests -method 'Hostelry.Live.Tests.HostRebootTests.After*'
fi

[ "$failed" = 0 ] || remote 'journalctl -u libvirtd -p err --no-pager -n 20 -o cat' || true
say "done"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" = 0 ]
