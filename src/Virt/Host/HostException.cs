namespace Hostelry.Virt.Host;

/// <summary>
/// A verb did not do its work. <paramref name="code"/> is what callers decide on: <c>stale_fence</c>, <c>not_found</c>,
/// <c>running</c>, <c>busy</c>, <c>no_space</c>, <c>refused</c>, <c>not_set_up</c>, <c>failed</c>, <c>usage</c>.
/// </summary>
internal sealed class HostException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;

    public static HostException FromErrno(int errno, string what)
    {
        const int Busy = 16;
        const int NoSpace = 28;
        string code = errno switch { Busy => "busy", NoSpace => "no_space", _ => "failed" };
        return new HostException(code, FormattableString.Invariant($"{what}: error {errno}"));
    }
}
