using System.Globalization;
using System.Xml;

namespace Hostelry.Virt.Definitions;

/// <summary>
/// A system container: a domain of libvirt's LXC driver, always with a user-namespace map. Immutable; values are written
/// as text nodes and attributes by an XML writer, so nothing in them can become structure.
/// See libvirt's domain format, <c>&lt;domain type='lxc'&gt;</c>.
/// </summary>
public sealed record ContainerDefinition
{
    /// <summary>Name on the host, unique there; server-made.</summary>
    public required string Name { get; init; }

    /// <summary>The domain's UUID; defining the same name with another one is refused by libvirt.</summary>
    public required Guid Uuid { get; init; }

    /// <summary>Most memory the container can be given while it runs, bytes. Libvirt applies this one at start.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Memory it has now, bytes, at most <see cref="MemoryBytes"/>; null means the same.</summary>
    public long? CurrentMemoryBytes { get; init; }

    /// <summary>Memory and swap together, bytes; null sets no limit of libvirt's own.</summary>
    public long? MemoryAndSwapBytes { get; init; }

    /// <summary>Whole CPUs; of weight only when <see cref="Cpus"/> or <see cref="CpuTune"/> hold it.</summary>
    public required int Vcpus { get; init; }

    /// <summary>Host CPUs it may run on; empty means all.</summary>
    public IReadOnlyList<int> Cpus { get; init; } = [];

    /// <summary>CPU weight and quota; null leaves libvirt's defaults.</summary>
    public CpuTune? CpuTune { get; init; }

    /// <summary>The user-namespace map. There is no container without one.</summary>
    public required UserNamespaceMap IdMap { get; init; }

    /// <summary>Where its control groups hang: <c>/machine/vps_NAME</c>; null means libvirt's <c>/machine</c>.</summary>
    public string? ResourcePartition { get; init; }

    /// <summary>The program that becomes process 1, a path inside the container.</summary>
    public string Init { get; init; } = "/sbin/init";

    /// <summary>Arguments of <see cref="Init"/>, the program's own name not among them.</summary>
    public IReadOnlyList<string> InitArguments { get; init; } = [];

    /// <summary>Environment of <see cref="Init"/>.</summary>
    public IReadOnlyDictionary<string, string> InitEnvironment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The container's controller on the host; null lets libvirt take its own <c>libvirt_lxc</c>.</summary>
    public string? EmulatorPath { get; init; }

    /// <summary>Whether capabilities are kept or dropped. <see cref="CapabilityPolicy.Allow"/> is confined by the map.</summary>
    public CapabilityPolicy Capabilities { get; init; } = CapabilityPolicy.Default;

    /// <summary>A network namespace of its own even without an interface.</summary>
    public bool PrivateNetwork { get; init; } = true;

    /// <summary>What happens when the guest powers off.</summary>
    public LifecycleAction OnPowerOff { get; init; } = LifecycleAction.Destroy;

    /// <summary>What happens when the guest reboots.</summary>
    public LifecycleAction OnReboot { get; init; } = LifecycleAction.Restart;

    /// <summary>What happens when the guest crashes.</summary>
    public LifecycleAction OnCrash { get; init; } = LifecycleAction.Destroy;

    /// <summary>Mounts, the root first: libvirt mounts them in this order.</summary>
    public IReadOnlyList<FilesystemDefinition> Filesystems { get; init; } = [];

    /// <summary>Network interfaces.</summary>
    public IReadOnlyList<InterfaceDefinition> Interfaces { get; init; } = [];

    /// <summary>Number of consoles (pseudo terminals); the first is the guest's <c>/dev/console</c>.</summary>
    public int Consoles { get; init; } = 1;

    /// <summary>A line for people, shown by libvirt's tools.</summary>
    public string? Title { get; init; }

    /// <summary>Whose guest it is; null writes none.</summary>
    public GuestMetadata? Metadata { get; init; }

    /// <summary>The definition as libvirt reads it.</summary>
    /// <exception cref="ArgumentException">A value holds a character that XML cannot carry, or a number is out of its range.</exception>
    public string ToXml()
    {
        DefinitionXml.Require(MemoryBytes > 0, "A container has memory.");
        DefinitionXml.Require(CurrentMemoryBytes is null or > 0, "A container has memory.");
        DefinitionXml.Require(Vcpus > 0, "A container has a CPU.");
        IdMap.Check();
        return DefinitionXml.Build(Write);
    }

    private void Write(XmlWriter writer)
    {
        writer.WriteStartElement("domain");
        writer.WriteAttributeString("type", "lxc");
        writer.WriteElementString("name", Name);
        writer.WriteElementString("uuid", Uuid.ToString("D"));
        if (Title is not null)
        {
            writer.WriteElementString("title", Title);
        }

        if (Metadata is not null)
        {
            writer.WriteStartElement("metadata");
            Metadata.Write(writer);
            writer.WriteEndElement();
        }

        WriteLimits(writer);
        WriteOs(writer);
        IdMap.Write(writer);
        WriteFeatures(writer);
        writer.WriteElementString("on_poweroff", Word(OnPowerOff));
        writer.WriteElementString("on_reboot", Word(OnReboot));
        writer.WriteElementString("on_crash", Word(OnCrash));
        WriteDevices(writer);
        writer.WriteEndElement();
    }

    private void WriteLimits(XmlWriter writer)
    {
        writer.WriteBytes("memory", MemoryBytes);
        writer.WriteBytes("currentMemory", CurrentMemoryBytes ?? MemoryBytes);
        if (MemoryAndSwapBytes is { } memoryAndSwap)
        {
            writer.WriteStartElement("memtune");
            writer.WriteBytes("swap_hard_limit", memoryAndSwap);
            writer.WriteEndElement();
        }

        writer.WriteStartElement("vcpu");
        if (Cpus.Count > 0)
        {
            writer.WriteAttributeString("cpuset", string.Join(',', Cpus.Select(cpu => cpu.ToString(CultureInfo.InvariantCulture))));
        }

        writer.WriteValue(Vcpus);
        writer.WriteEndElement();
        CpuTune?.Write(writer);
        if (ResourcePartition is not null)
        {
            writer.WriteStartElement("resource");
            writer.WriteElementString("partition", ResourcePartition);
            writer.WriteEndElement();
        }
    }

    private void WriteOs(XmlWriter writer)
    {
        writer.WriteStartElement("os");
        writer.WriteElementString("type", "exe");
        writer.WriteElementString("init", Init);
        foreach (string argument in InitArguments)
        {
            writer.WriteElementString("initarg", argument);
        }

        foreach ((string name, string value) in InitEnvironment.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.WriteStartElement("initenv");
            writer.WriteAttributeString("name", name);
            writer.WriteString(value);
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    private void WriteFeatures(XmlWriter writer)
    {
        writer.WriteStartElement("features");
        if (PrivateNetwork)
        {
            writer.WriteStartElement("privnet");
            writer.WriteEndElement();
        }

        if (Capabilities != CapabilityPolicy.Default)
        {
            writer.WriteEmpty("capabilities", "policy", Capabilities == CapabilityPolicy.Allow ? "allow" : "deny");
        }

        writer.WriteEndElement();
    }

    private void WriteDevices(XmlWriter writer)
    {
        writer.WriteStartElement("devices");
        if (EmulatorPath is not null)
        {
            writer.WriteElementString("emulator", EmulatorPath);
        }

        foreach (FilesystemDefinition filesystem in Filesystems)
        {
            filesystem.Write(writer);
        }

        foreach (InterfaceDefinition network in Interfaces)
        {
            network.Write(writer);
        }

        for (int console = 0; console < Consoles; console++)
        {
            writer.WriteEmpty("console", "type", "pty");
        }

        writer.WriteEndElement();
    }

    private static string Word(LifecycleAction action) => action switch
    {
        LifecycleAction.Destroy => "destroy",
        LifecycleAction.Restart => "restart",
        LifecycleAction.Preserve => "preserve",
    };
}

/// <summary>What libvirt does when a guest ends by itself.</summary>
public enum LifecycleAction
{
    /// <summary>The guest is off.</summary>
    Destroy,

    /// <summary>The guest is started again with the same definition.</summary>
    Restart,

    /// <summary>The guest's remains are kept to look at.</summary>
    Preserve,
}

/// <summary>What becomes of process 1's capabilities.</summary>
public enum CapabilityPolicy
{
    /// <summary>Libvirt's choice: dangerous ones are dropped.</summary>
    Default,

    /// <summary>All are kept; a user-namespace map confines them. Docker inside needs it.</summary>
    Allow,

    /// <summary>All are dropped.</summary>
    Deny,
}
