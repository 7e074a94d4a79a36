using System.Runtime.InteropServices;

namespace Hostelry.Virt.Native;

/// <summary>libvirt-common.h: typed parameters.</summary>
internal static unsafe partial class LibvirtCommon
{
    [LibraryImport(Library.Name, EntryPoint = "virTypedParamsClear")]
    public static partial void TypedParamsClear(TypedParameterStruct* values, int count);
}

/// <summary><c>virTypedParameter</c>: 80 bytes of name, the type, and a union at offset 88.</summary>
[StructLayout(LayoutKind.Explicit, Size = 96)]
internal unsafe struct TypedParameterStruct
{
    [FieldOffset(0)]
    public fixed byte Field[80];

    [FieldOffset(80)]
    public int Type;

    [FieldOffset(88)]
    public int Int;

    [FieldOffset(88)]
    public uint UInt;

    [FieldOffset(88)]
    public long Long;

    [FieldOffset(88)]
    public ulong ULong;

    [FieldOffset(88)]
    public double Double;

    [FieldOffset(88)]
    public byte Boolean;

    [FieldOffset(88)]
    public nint Text;
}
