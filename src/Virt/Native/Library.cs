namespace Hostelry.Virt.Native;

internal static class Library
{
    /// <summary>The library's name since its first version: what it offers has only ever grown.</summary>
    public const string Name = "libvirt.so.0";
}
