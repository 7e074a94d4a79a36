using System.Runtime.InteropServices;

namespace Hostelry.Virt.Native;

/// <summary>libvirt-event.h: the event loop.</summary>
internal static unsafe partial class LibvirtEvent
{
    [LibraryImport(Library.Name, EntryPoint = "virEventRegisterDefaultImpl")]
    public static partial int EventRegisterDefaultImpl();

    [LibraryImport(Library.Name, EntryPoint = "virEventRunDefaultImpl")]
    public static partial int EventRunDefaultImpl();

    [LibraryImport(Library.Name, EntryPoint = "virEventAddTimeout")]
    public static partial int EventAddTimeout(int milliseconds, delegate* unmanaged[Cdecl]<int, nint, void> callback, nint opaque, nint free);
}
