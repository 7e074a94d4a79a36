using System.Xml;

namespace Hostelry.Virt.Definitions;

/// <summary>
/// The user-namespace map: ids from 0 in the container are the host's from <see cref="HostBase"/>, for users and groups alike.
/// </summary>
/// <param name="HostBase">First host id, at least 1: the container's root must never be the host's.</param>
/// <param name="Count">Number of ids, 65,536 for a distribution's system.</param>
public sealed record UserNamespaceMap(long HostBase, long Count = 65_536)
{
    internal void Check()
    {
        DefinitionXml.Require(HostBase > 0, "The container's root must not be the host's.");

        // The kernel's ids are 32 bits wide, and the last one means "none".
        DefinitionXml.Require(Count is > 0 and < uint.MaxValue && HostBase <= uint.MaxValue - Count, "The map leaves the kernel's range of ids.");
    }

    internal void Write(XmlWriter writer)
    {
        writer.WriteStartElement("idmap");
        foreach (string kind in (ReadOnlySpan<string>)["uid", "gid"])
        {
            writer.WriteStartElement(kind);
            writer.WriteNumberAttribute("start", 0);
            writer.WriteNumberAttribute("target", HostBase);
            writer.WriteNumberAttribute("count", Count);
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }
}

/// <summary>CPU weight and quota of a guest.</summary>
/// <param name="Shares">Weight against others: 2…262,144 on control groups v1, 1…10,000 on v2 (the caller converts); null for the default.</param>
/// <param name="PeriodMicroseconds">Length of the quota's window, 1,000…1,000,000.</param>
/// <param name="QuotaMicroseconds">CPU time in each window, all CPUs together; -1 means no limit.</param>
public sealed record CpuTune(long? Shares, long? PeriodMicroseconds, long? QuotaMicroseconds)
{
    internal void Write(XmlWriter writer)
    {
        writer.WriteStartElement("cputune");
        foreach ((string name, long? value) in
            (ReadOnlySpan<(string, long?)>)[("shares", Shares), ("period", PeriodMicroseconds), ("quota", QuotaMicroseconds)])
        {
            if (value is { } number)
            {
                writer.WriteNumber(name, number);
            }
        }

        writer.WriteEndElement();
    }
}

/// <summary>Something mounted in a container.</summary>
/// <param name="Target">Path inside the container; <c>/</c> is its root.</param>
public abstract record FilesystemDefinition(string Target)
{
    /// <summary>Mounted read-only.</summary>
    public bool ReadOnly { get; init; }

    internal void Write(XmlWriter writer)
    {
        writer.WriteStartElement("filesystem");
        WriteSource(writer);
        writer.WriteEmpty("target", "dir", Target);
        if (ReadOnly)
        {
            writer.WriteStartElement("readonly");
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    private protected abstract void WriteSource(XmlWriter writer);
}

/// <summary>A directory or file of the host, bound into the container.</summary>
/// <param name="Source">Path on the host.</param>
/// <param name="Target">Path inside.</param>
public sealed record BindFilesystem(string Source, string Target) : FilesystemDefinition(Target)
{
    private protected override void WriteSource(XmlWriter writer)
    {
        writer.WriteAttributeString("type", "mount");
        writer.WriteEmpty("source", "dir", Source);
    }
}

/// <summary>A file system in memory.</summary>
/// <param name="Bytes">Its most bytes.</param>
/// <param name="Target">Path inside.</param>
public sealed record MemoryFilesystem(long Bytes, string Target) : FilesystemDefinition(Target)
{
    private protected override void WriteSource(XmlWriter writer)
    {
        writer.WriteAttributeString("type", "ram");
        writer.WriteStartElement("source");
        writer.WriteNumberAttribute("usage", Bytes);
        writer.WriteAttributeString("units", "bytes");
        writer.WriteEndElement();
    }
}
