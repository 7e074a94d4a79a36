using System.Xml.Linq;
using Hostelry.Virt.Native;

namespace Hostelry.Virt;

public sealed partial class Domain
{
    // What libvirt writes for "no limit", in KiB.
    private const ulong Unlimited = 9_007_199_254_740_991;

    /// <summary>Gives it memory, at most what its definition allows.</summary>
    /// <param name="bytes">Rounded up to whole KiB.</param>
    /// <param name="affect">What changes.</param>
    /// <param name="ct">Cancels the waiting.</param>
    public Task SetMemoryAsync(long bytes, Affect affect = Affect.Current, CancellationToken ct = default) =>
        CallAsync(() => Check.NotNegative(LibvirtDomain.DomainSetMemoryFlags(_handle, Kib(bytes), (uint)affect)), ct);

    /// <summary>Sets the most memory that it can be given; drivers allow that only in the definition.</summary>
    /// <param name="bytes">Rounded up to whole KiB.</param>
    /// <param name="affect">What changes.</param>
    /// <param name="ct">Cancels the waiting.</param>
    public Task SetMaxMemoryAsync(long bytes, Affect affect = Affect.Config, CancellationToken ct = default)
    {
        const uint Maximum = 1 << 2;
        return CallAsync(() => Check.NotNegative(LibvirtDomain.DomainSetMemoryFlags(_handle, Kib(bytes), (uint)affect | Maximum)), ct);
    }

    /// <summary>Sets the number of CPUs. The LXC driver cannot: write the definition anew.</summary>
    public Task SetVcpusAsync(int count, Affect affect = Affect.Current, CancellationToken ct = default) =>
        CallAsync(() => Check.NotNegative(LibvirtDomain.DomainSetVcpusFlags(_handle, (uint)count, (uint)affect)), ct);

    /// <summary>CPU weight and quota. What was never set is null.</summary>
    /// <param name="definition">True for what the next start uses, false for what runs now (the same when it is off).</param>
    /// <param name="ct">Cancels the waiting.</param>
    public Task<SchedulerParameters> GetSchedulerParametersAsync(bool definition = false, CancellationToken ct = default) =>
        CallAsync(() => ReadScheduler(definition), ct);

    /// <summary>Sets CPU weight and quota; null values stay as they are.</summary>
    public Task SetSchedulerParametersAsync(
        SchedulerParameters parameters, Affect affect = Affect.Current, CancellationToken ct = default) =>
        CallAsync(() => WriteScheduler(parameters, affect), ct);

    /// <summary>Memory limits in force.</summary>
    public Task<MemoryParameters> GetMemoryParametersAsync(Affect affect = Affect.Current, CancellationToken ct = default) =>
        CallAsync(() => ReadMemory(affect), ct);

    /// <summary>Sets memory limits; null values stay as they are.</summary>
    public Task SetMemoryParametersAsync(MemoryParameters parameters, Affect affect = Affect.Current, CancellationToken ct = default) =>
        CallAsync(() => WriteMemory(parameters, affect), ct);

    private static nuint Kib(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        return (nuint)((bytes / 1024) + (bytes % 1024 == 0 ? 0 : 1));
    }

    // Read from the description, because asking for it is deadly: libvirt 9.0's LXC driver follows a null pointer in
    // virDomainGetSchedulerType and virDomainGetSchedulerParameters when the container is off, and the daemon of the whole host is gone.
    private SchedulerParameters ReadScheduler(bool definition)
    {
        const uint Inactive = 1 << 1;
        string xml = Check.OwnedText(LibvirtDomain.DomainGetXMLDesc(_handle, definition ? Inactive : 0));
        XElement? tune = XElement.Parse(xml).Element("cputune");
        return new SchedulerParameters
        {
            CpuShares = (long?)tune?.Element("shares"),
            PeriodMicroseconds = (long?)tune?.Element("period"),
            QuotaMicroseconds = (long?)tune?.Element("quota"),
        };
    }

    private unsafe bool WriteScheduler(SchedulerParameters parameters, Affect affect)
    {
        TypedParameters.Set(
            [
                new("cpu_shares", (ulong?)parameters.CpuShares),
                new("vcpu_period", (ulong?)parameters.PeriodMicroseconds),
                new("vcpu_quota", parameters.QuotaMicroseconds),
                new("weight", (uint?)parameters.Weight),
            ],
            (first, count) => LibvirtDomain.DomainSetSchedulerParametersFlags(_handle, first, count, (uint)affect));
        return true;
    }

    private unsafe MemoryParameters ReadMemory(Affect affect)
    {
        int room = 0;
        Check.NotNegative(LibvirtDomain.DomainGetMemoryParameters(_handle, null, &room, (uint)affect));
        Dictionary<string, object> values = TypedParameters.Get(
            room, (first, count) => LibvirtDomain.DomainGetMemoryParameters(_handle, first, count, (uint)affect));
        return new MemoryParameters
        {
            HardLimitBytes = Bytes(values, "hard_limit"),
            SoftLimitBytes = Bytes(values, "soft_limit"),
            MemoryAndSwapLimitBytes = Bytes(values, "swap_hard_limit"),
        };
    }

    private unsafe bool WriteMemory(MemoryParameters parameters, Affect affect)
    {
        TypedParameters.Set(
            [
                new("hard_limit", Limit(parameters.HardLimitBytes)),
                new("soft_limit", Limit(parameters.SoftLimitBytes)),
                new("swap_hard_limit", Limit(parameters.MemoryAndSwapLimitBytes)),
            ],
            (first, count) => LibvirtDomain.DomainSetMemoryParameters(_handle, first, count, (uint)affect));
        return true;
    }

    private static long? Bytes(Dictionary<string, object> values, string name) => values.GetValueOrDefault(name) switch
    {
        ulong kib when kib >= Unlimited => MemoryParameters.NoLimit,
        ulong kib => checked((long)(kib * 1024)),
        _ => null,
    };

    private static ulong? Limit(long? bytes) => bytes switch
    {
        null => null,
        MemoryParameters.NoLimit => Unlimited,
        { } some => Kib(some),
    };
}

/// <summary>CPU weight and quota. A value that the driver does not know, or that is not to be changed, is null.</summary>
public sealed record SchedulerParameters
{
    /// <summary>Weight against other guests: 2…262,144 on control groups v1, 1…10,000 on v2.</summary>
    public long? CpuShares { get; init; }

    /// <summary>Length of the quota's window in microseconds.</summary>
    public long? PeriodMicroseconds { get; init; }

    /// <summary>CPU time in each window in microseconds, all CPUs together for a container, each CPU's for a virtual machine; negative means no limit.</summary>
    public long? QuotaMicroseconds { get; init; }

    /// <summary>Weight in Xen's and the test driver's terms; set only, never read.</summary>
    public int? Weight { get; init; }
}

/// <summary>Memory limits in bytes. A value that the driver does not know, or that is not to be changed, is null.</summary>
public sealed record MemoryParameters
{
    /// <summary>Stands for no limit.</summary>
    public const long NoLimit = -1;

    /// <summary>What the guest cannot exceed.</summary>
    public long? HardLimitBytes { get; init; }

    /// <summary>What it is pressed down to when the host is short of memory.</summary>
    public long? SoftLimitBytes { get; init; }

    /// <summary>Memory and swap together.</summary>
    public long? MemoryAndSwapLimitBytes { get; init; }
}
