using System.Runtime.InteropServices;
using Hostelry.Virt.Native.Handles;

namespace Hostelry.Virt.Native;

/// <summary>libvirt-stream.h: data streams.</summary>
internal static unsafe partial class LibvirtStream
{
    [LibraryImport(Library.Name, EntryPoint = "virStreamNew")]
    public static partial StreamHandle StreamNew(ConnectionHandle connection, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virStreamFree")]
    public static partial int StreamFree(nint stream);

    [LibraryImport(Library.Name, EntryPoint = "virStreamSend")]
    public static partial int StreamSend(StreamHandle stream, byte* data, nuint count);

    [LibraryImport(Library.Name, EntryPoint = "virStreamRecv")]
    public static partial int StreamRecv(StreamHandle stream, byte* data, nuint count);

    [LibraryImport(Library.Name, EntryPoint = "virStreamFinish")]
    public static partial int StreamFinish(StreamHandle stream);

    [LibraryImport(Library.Name, EntryPoint = "virStreamAbort")]
    public static partial int StreamAbort(StreamHandle stream);

    [LibraryImport(Library.Name, EntryPoint = "virStreamEventAddCallback")]
    public static partial int StreamEventAddCallback(StreamHandle stream, int events, delegate* unmanaged[Cdecl]<nint, int, nint, void> callback, nint opaque, nint free);

    [LibraryImport(Library.Name, EntryPoint = "virStreamEventUpdateCallback")]
    public static partial int StreamEventUpdateCallback(StreamHandle stream, int events);

    [LibraryImport(Library.Name, EntryPoint = "virStreamEventUpdateCallback")]
    public static partial int StreamEventUpdateCallbackRaw(nint stream, int events);

    [LibraryImport(Library.Name, EntryPoint = "virStreamEventRemoveCallback")]
    public static partial int StreamEventRemoveCallback(StreamHandle stream);
}
