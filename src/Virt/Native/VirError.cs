using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hostelry.Virt.Native;

/// <summary>virterror.h: the last error of the calling thread.</summary>
internal static unsafe partial class VirError
{
    /// <summary>
    /// The calling thread's last error as an exception. Must be called on the thread of the failed call, before any other call
    /// of libvirt's there: even giving back another handle erases it.
    /// </summary>
    public static LibvirtException Last()
    {
        Error* error = (Error*)GetLastError();
        if (error is null || error->Code == 0)
        {
            return new LibvirtException(
                LibvirtErrorCode.InternalError, LibvirtErrorDomain.None, LibvirtErrorLevel.Error, "libvirt failed and gave no reason.");
        }

        string message = Marshal.PtrToStringUTF8(error->Message) ?? "libvirt gave no message.";
        return new LibvirtException(
            (LibvirtErrorCode)error->Code, (LibvirtErrorDomain)error->Domain, (LibvirtErrorLevel)error->Level, message);
    }

    /// <summary>Without a function of its own libvirt prints every error to standard error, expected ones too.</summary>
    public static void KeepQuiet() => SetErrorFunc(0, &Ignore);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Ignore(nint userData, nint error)
    {
        // The caller reads the error itself.
    }

    [LibraryImport(Library.Name, EntryPoint = "virGetLastError")]
    private static partial nint GetLastError();

    [LibraryImport(Library.Name, EntryPoint = "virSetErrorFunc")]
    private static partial void SetErrorFunc(nint userData, delegate* unmanaged[Cdecl]<nint, nint, void> handler);

    /// <summary>The beginning of <c>struct _virError</c>; what follows is of no use to us.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Error
    {
        public int Code;
        public int Domain;
        public nint Message;
        public int Level;
    }
}
