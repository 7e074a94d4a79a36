namespace Hostelry.Virt.Host;

/// <summary>
/// A verb did not do its work. <paramref name="code"/> is what callers decide on: <c>stale_fence</c>, <c>not_found</c>,
/// <c>running</c>, <c>busy</c>, <c>no_space</c>, <c>refused</c>, <c>guest_files</c>, <c>not_set_up</c>, <c>failed</c>, <c>usage</c>.
/// </summary>
internal sealed class HostException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;

    /// <summary>The kernel's number, 0 when the error is not the kernel's.</summary>
    public int Errno { get; private init; }

    public static HostException FromErrno(int errno, string what) =>
        new(CodeOf(errno), FormattableString.Invariant($"{what}: error {errno}")) { Errno = errno };

    /// <summary>The code for an error of the kernel; .NET gives its number as an <see cref="IOException"/>'s HResult.</summary>
    public static string CodeOf(int errno)
    {
        return errno switch
        {
            KernelError.Busy => "busy",
            KernelError.NoSpace => "no_space",
            KernelError.CrossesMounts or KernelError.NoDirectory or KernelError.TooManyLinks => "refused", // A guest's names lead astray.
            _ => "failed",
        };
    }
}
