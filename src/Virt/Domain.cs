using Hostelry.Virt.Native;
using Hostelry.Virt.Native.Handles;

namespace Hostelry.Virt;

/// <summary>
/// A guest: a virtual machine or a container. All methods throw <see cref="LibvirtException"/> with <see cref="LibvirtErrorCode.NoDomain"/>
/// when it is gone. See libvirt-domain.h.
/// </summary>
public sealed partial class Domain : LibvirtObject
{
    private readonly DomainHandle _handle;

    private Domain(Connection connection, DomainHandle handle, string name, Guid uuid, int? runId)
        : base(connection, handle, name, uuid)
    {
        _handle = handle;
        RunId = runId;
    }

    /// <summary>
    /// The number of its run when it was looked up, null when it was off. For a container it is the process id of its
    /// controller on the host.
    /// </summary>
    public int? RunId { get; }

    /// <summary>Starts it. <see cref="LibvirtErrorCode.OperationInvalid"/> when it runs already.</summary>
    public Task StartAsync(StartOptions options = StartOptions.None, CancellationToken ct = default) =>
        CallAsync(() => Check.NotNegative(LibvirtDomain.DomainCreateWithFlags(_handle, (uint)options)), ct);

    /// <summary>Asks the guest to stop and returns; it may take its time or refuse. Watch the state.</summary>
    public Task ShutdownAsync(AskBy by = AskBy.Default, CancellationToken ct = default) =>
        CallAsync(() => Check.NotNegative(LibvirtDomain.DomainShutdownFlags(_handle, (uint)by)), ct);

    /// <summary>Asks the guest to reboot and returns.</summary>
    public Task RebootAsync(AskBy by = AskBy.Default, CancellationToken ct = default) =>
        CallAsync(() => Check.NotNegative(LibvirtDomain.DomainReboot(_handle, (uint)by)), ct);

    /// <summary>Presses the reset button (virtual machines only).</summary>
    public Task ResetAsync(CancellationToken ct = default) =>
        CallAsync(() => Check.NotNegative(LibvirtDomain.DomainReset(_handle, 0)), ct);

    /// <summary>
    /// Ends the run as pulling the plug does; the definition stays. <see cref="LibvirtErrorCode.OperationInvalid"/> when it is off.
    /// Takes about 2 s for a system container; <see cref="SendSignalAsync"/> of 9 to process 1 is quicker.
    /// </summary>
    public Task DestroyAsync(DestroyOptions options = DestroyOptions.None, CancellationToken ct = default) =>
        CallAsync(() => Check.NotNegative(LibvirtDomain.DomainDestroyFlags(_handle, (uint)options)), ct);

    /// <summary>Sends a signal to a process of a container.</summary>
    /// <param name="process">Process id as the container sees it: 1 is its init.</param>
    /// <param name="signal">Linux's number up to 31; libvirt's real-time signals follow from 32 on (38 is SIGRTMIN+4 for init).</param>
    /// <param name="ct">Cancels the waiting.</param>
    public Task SendSignalAsync(long process, int signal, CancellationToken ct = default) =>
        CallAsync(() => Check.NotNegative(LibvirtDomain.DomainSendProcessSignal(_handle, process, (uint)signal, 0)), ct);

    /// <summary>Stops its CPUs. Broken for containers on control groups v2.</summary>
    public Task SuspendAsync(CancellationToken ct = default) =>
        CallAsync(() => Check.NotNegative(LibvirtDomain.DomainSuspend(_handle)), ct);

    /// <summary>Lets its CPUs go on.</summary>
    public Task ResumeAsync(CancellationToken ct = default) =>
        CallAsync(() => Check.NotNegative(LibvirtDomain.DomainResume(_handle)), ct);

    /// <summary>Removes the definition; a running domain goes on and is gone when it stops.</summary>
    public Task UndefineAsync(UndefineOptions options = UndefineOptions.None, CancellationToken ct = default) =>
        CallAsync(() => Check.NotNegative(LibvirtDomain.DomainUndefineFlags(_handle, (uint)options)), ct);

    /// <summary>What it does, and why it is off.</summary>
    public Task<DomainStatus> GetStatusAsync(CancellationToken ct = default) =>
        CallAsync(
            () =>
            {
                Check.NotNegative(LibvirtDomain.DomainGetState(_handle, out int state, out int reason, 0));
                return new DomainStatus(
                    (DomainState)state, (DomainState)state == DomainState.ShutOff ? (ShutOffReason)reason : null);
            },
            ct);

    /// <summary>Its size and CPU time, in one cheap call.</summary>
    public Task<DomainInfo> GetInfoAsync(CancellationToken ct = default) =>
        CallAsync(
            () =>
            {
                Check.NotNegative(LibvirtDomain.DomainGetInfo(_handle, out DomainInfoStruct info));
                return new DomainInfo(
                    (DomainState)info.State,
                    checked((long)info.MaxMemoryKib * 1024),
                    checked((long)info.MemoryKib * 1024),
                    info.Vcpus,
                    Nanoseconds(info.CpuNanoseconds));
            },
            ct);

    /// <summary>Whether it runs, paused included.</summary>
    public Task<bool> IsActiveAsync(CancellationToken ct = default) =>
        CallAsync(() => Check.YesOrNo(LibvirtDomain.DomainIsActive(_handle)), ct);

    /// <summary>Whether its definition outlives the run.</summary>
    public Task<bool> IsPersistentAsync(CancellationToken ct = default) =>
        CallAsync(() => Check.YesOrNo(LibvirtDomain.DomainIsPersistent(_handle)), ct);

    /// <summary>Whether it starts with the host (with the daemon).</summary>
    public Task<bool> GetAutostartAsync(CancellationToken ct = default) =>
        CallAsync(
            () =>
            {
                Check.NotNegative(LibvirtDomain.DomainGetAutostart(_handle, out int autostart));
                return autostart != 0;
            },
            ct);

    /// <summary>Lets it start with the host, or not. The definition must outlive the run.</summary>
    public Task SetAutostartAsync(bool autostart, CancellationToken ct = default) =>
        CallAsync(() => Check.NotNegative(LibvirtDomain.DomainSetAutostart(_handle, autostart ? 1 : 0)), ct);

    /// <summary>Its description.</summary>
    /// <param name="definition">True for what the next start uses, false for what runs now (the same when it is off).</param>
    /// <param name="ct">Cancels the waiting.</param>
    public Task<string> GetXmlAsync(bool definition = false, CancellationToken ct = default)
    {
        const uint Inactive = 1 << 1;
        return CallAsync(() => Check.OwnedText(LibvirtDomain.DomainGetXMLDesc(_handle, definition ? Inactive : 0)), ct);
    }

    /// <summary>Its metadata element of a namespace, without the namespace's declaration; null when there is none.</summary>
    public Task<string?> GetMetadataAsync(string @namespace, Affect affect = Affect.Current, CancellationToken ct = default) =>
        CallAsync<string?>(
            () =>
            {
                nint text = LibvirtDomain.DomainGetMetadata(_handle, ElementMetadata, Check.Text(@namespace), (uint)affect);
                if (text == 0 && VirError.Last() is { } error)
                {
                    return error.Code == LibvirtErrorCode.NoDomainMetadata ? null : throw error;
                }

                return Check.OwnedText(text);
            },
            ct);

    /// <summary>Sets or removes its metadata element of a namespace.</summary>
    /// <param name="element">The element, or null to remove it.</param>
    /// <param name="prefix">The prefix that the definition shows for the namespace.</param>
    /// <param name="namespace">The namespace: one element for each.</param>
    /// <param name="affect">Usually <see cref="Affect.Config"/>, or both when it runs.</param>
    /// <param name="ct">Cancels the waiting.</param>
    public Task SetMetadataAsync(
        string? element, string prefix, string @namespace, Affect affect = Affect.Current, CancellationToken ct = default) =>
        CallAsync(
            () => Check.NotNegative(LibvirtDomain.DomainSetMetadata(
                _handle,
                ElementMetadata,
                element is null ? null : Check.Text(element),
                Check.Text(prefix),
                Check.Text(@namespace),
                (uint)affect)),
            ct);

    internal static Domain Own(Connection connection, DomainHandle handle)
    {
        Check.Handle(handle);
        string name = Check.BorrowedText(LibvirtDomain.DomainGetName(handle));
        Guid uuid;
        unsafe
        {
            uuid = ReadUuid(bytes => LibvirtDomain.DomainGetUUID(handle, (byte*)bytes));
        }

        uint id = LibvirtDomain.DomainGetID(handle);
        return new Domain(connection, handle, name, uuid, id is 0 or uint.MaxValue ? null : (int)id);
    }

    private static TimeSpan Nanoseconds(ulong nanoseconds) =>
        TimeSpan.FromTicks(checked((long)(nanoseconds / TimeSpan.NanosecondsPerTick)));

    // From libvirt-domain.h, virDomainMetadataType: the <metadata> element (the others are title and description).
    private const int ElementMetadata = 2;
}
