namespace Hostelry.Virt;

/// <summary>How grave libvirt says an error is (<c>virErrorLevel</c>).</summary>
public enum LibvirtErrorLevel
{
    /// <summary>No error.</summary>
    None = 0,

    /// <summary>A warning.</summary>
    Warning = 1,

    /// <summary>An error.</summary>
    Error = 2,
}

/// <summary>
/// A libvirt call failed. Decide on <see cref="Code"/>, <see cref="Domain"/> and <see cref="IsTransient"/>; the message is for
/// people and changes with version and language.
/// </summary>
public sealed class LibvirtException : Exception
{
    /// <summary>An error as libvirt's thread-local copy held it right after the call.</summary>
    public LibvirtException(LibvirtErrorCode code, LibvirtErrorDomain domain, LibvirtErrorLevel level, string message)
        : base(message)
    {
        Code = code;
        Domain = domain;
        Level = level;
    }

    /// <summary>What went wrong.</summary>
    public LibvirtErrorCode Code { get; }

    /// <summary>Which part of libvirt says so.</summary>
    public LibvirtErrorDomain Domain { get; }

    /// <summary>How grave it is.</summary>
    public LibvirtErrorLevel Level { get; }

    /// <summary>
    /// The daemon could not be reached, or the connection broke: whether the call took effect is unknown. The connection is dead;
    /// open another, look, then decide.
    /// </summary>
    public bool IsConnectionLost => Code switch
    {
        LibvirtErrorCode.Rpc => true,
        LibvirtErrorCode.Ssh or LibvirtErrorCode.LibSsh => true,
        LibvirtErrorCode.SystemError or LibvirtErrorCode.InternalError =>
            Domain is LibvirtErrorDomain.Rpc or LibvirtErrorDomain.Remote or LibvirtErrorDomain.Ssh or LibvirtErrorDomain.LibSsh,
        _ => false,
    };

    /// <summary>The same call may succeed later without anybody changing anything: busy, timed out, or the connection was lost.</summary>
    public bool IsTransient => IsConnectionLost || Code is
        LibvirtErrorCode.OperationTimeout or
        LibvirtErrorCode.ResourceBusy or
        LibvirtErrorCode.AgentUnresponsive or
        LibvirtErrorCode.AgentUnsynced or
        LibvirtErrorCode.NoMemory;

    /// <summary>What was asked for is not there.</summary>
    public bool IsNotFound => Code is
        LibvirtErrorCode.NoDomain or
        LibvirtErrorCode.NoDomainMetadata or
        LibvirtErrorCode.NoNetwork or
        LibvirtErrorCode.NoNetworkFilter or
        LibvirtErrorCode.NoStoragePool or
        LibvirtErrorCode.NoStorageVolume or
        LibvirtErrorCode.NoSecret;
}
