using System.Runtime.InteropServices;
using Hostelry.Virt.Native.Handles;

namespace Hostelry.Virt.Native;

/// <summary>libvirt-secret.h: secrets.</summary>
internal static unsafe partial class LibvirtSecret
{
    [LibraryImport(Library.Name, EntryPoint = "virConnectListAllSecrets")]
    public static partial int ConnectListAllSecrets(ConnectionHandle connection, nint** secrets, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virSecretLookupByUUID")]
    public static partial SecretHandle SecretLookupByUUID(ConnectionHandle connection, byte* uuid);

    [LibraryImport(Library.Name, EntryPoint = "virSecretLookupByUsage", StringMarshalling = StringMarshalling.Utf8)]
    public static partial SecretHandle SecretLookupByUsage(ConnectionHandle connection, int usageType, string usageId);

    [LibraryImport(Library.Name, EntryPoint = "virSecretDefineXML", StringMarshalling = StringMarshalling.Utf8)]
    public static partial SecretHandle SecretDefineXML(ConnectionHandle connection, string xml, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virSecretFree")]
    public static partial int SecretFree(nint secret);

    [LibraryImport(Library.Name, EntryPoint = "virSecretGetUUID")]
    public static partial int SecretGetUUID(SecretHandle secret, byte* uuid);

    [LibraryImport(Library.Name, EntryPoint = "virSecretSetValue")]
    public static partial int SecretSetValue(SecretHandle secret, byte* value, nuint size, uint flags);

    [LibraryImport(Library.Name, EntryPoint = "virSecretUndefine")]
    public static partial int SecretUndefine(SecretHandle secret);
}
