using Hostelry.Virt.Native;
using Hostelry.Virt.Native.Handles;

namespace Hostelry.Virt;

public sealed partial class Connection
{
    /// <summary>The domains that fit, in no order. Dispose each.</summary>
    public Task<IReadOnlyList<Domain>> ListDomainsAsync(DomainFilter filter = DomainFilter.All, CancellationToken ct = default)
    {
        unsafe
        {
            return ListAsync(
                list => LibvirtDomain.ConnectListAllDomains(_handle, (nint**)list, (uint)filter),
                owned => Domain.Own(this, new DomainHandle(owned)),
                ct);
        }
    }

    /// <summary>The domain of that name, or null. Dispose it.</summary>
    public Task<Domain?> FindDomainAsync(string name, CancellationToken ct = default) =>
        FindAsync(() => Domain.Own(this, LibvirtDomain.DomainLookupByName(_handle, Check.Text(name))), LibvirtErrorCode.NoDomain, ct);

    /// <summary>The domain of that UUID, or null. Dispose it.</summary>
    public Task<Domain?> FindDomainAsync(Guid uuid, CancellationToken ct = default)
    {
        unsafe
        {
            return FindAsync(
                () => WithUuid(uuid, bytes => Domain.Own(this, LibvirtDomain.DomainLookupByUUID(_handle, (byte*)bytes))),
                LibvirtErrorCode.NoDomain,
                ct);
        }
    }

    /// <summary>The domain of that name. Dispose it.</summary>
    /// <exception cref="LibvirtException"><see cref="LibvirtErrorCode.NoDomain"/> when there is none.</exception>
    public Task<Domain> GetDomainAsync(string name, CancellationToken ct = default) =>
        CallAsync(() => Domain.Own(this, LibvirtDomain.DomainLookupByName(_handle, Check.Text(name))), ct);

    /// <summary>
    /// Writes a definition that outlives the domain's runs: a new one, or a new text for the domain of the same name and UUID (a
    /// running one keeps what it runs with until its next start). Dispose the result.
    /// </summary>
    /// <exception cref="LibvirtException">The name is taken by another UUID or the reverse (<see cref="LibvirtErrorCode.OperationFailed"/>), or
    /// the document is refused (<see cref="LibvirtErrorCode.XmlError"/>, <see cref="LibvirtErrorCode.ConfigUnsupported"/>…).</exception>
    public Task<Domain> DefineDomainAsync(string xml, DefineOptions options = DefineOptions.None, CancellationToken ct = default) =>
        CallAsync(() => Domain.Own(this, LibvirtDomain.DomainDefineXMLFlags(_handle, Check.Text(xml), (uint)options)), ct);

    /// <summary>Starts a domain that is gone when it stops. Dispose the result.</summary>
    public Task<Domain> CreateTransientDomainAsync(string xml, StartOptions options = StartOptions.None, CancellationToken ct = default) =>
        CallAsync(() => Domain.Own(this, LibvirtDomain.DomainCreateXML(_handle, Check.Text(xml), (uint)options)), ct);

    /// <summary>All networks, running or not, in no order. Dispose each.</summary>
    public Task<IReadOnlyList<Network>> ListNetworksAsync(CancellationToken ct = default)
    {
        unsafe
        {
            return ListAsync(
                list => LibvirtNetwork.ConnectListAllNetworks(_handle, (nint**)list, 0),
                owned => Network.Own(this, new NetworkHandle(owned)),
                ct);
        }
    }

    /// <summary>The network of that name, or null. Dispose it.</summary>
    public Task<Network?> FindNetworkAsync(string name, CancellationToken ct = default) =>
        FindAsync(() => Network.Own(this, LibvirtNetwork.NetworkLookupByName(_handle, Check.Text(name))), LibvirtErrorCode.NoNetwork, ct);

    /// <summary>The network of that UUID, or null. Dispose it.</summary>
    public Task<Network?> FindNetworkAsync(Guid uuid, CancellationToken ct = default)
    {
        unsafe
        {
            return FindAsync(
                () => WithUuid(uuid, bytes => Network.Own(this, LibvirtNetwork.NetworkLookupByUUID(_handle, (byte*)bytes))),
                LibvirtErrorCode.NoNetwork,
                ct);
        }
    }

    /// <summary>Writes a network's definition, new or again. It does not run before <see cref="Network.StartAsync"/>. Dispose the result.</summary>
    public Task<Network> DefineNetworkAsync(string xml, DefineOptions options = DefineOptions.None, CancellationToken ct = default) =>
        CallAsync(() => Network.Own(this, LibvirtNetwork.NetworkDefineXMLFlags(_handle, Check.Text(xml), (uint)options)), ct);

    /// <summary>All network filters, in no order. Dispose each.</summary>
    public Task<IReadOnlyList<NetworkFilter>> ListNetworkFiltersAsync(CancellationToken ct = default)
    {
        unsafe
        {
            return ListAsync(
                list => LibvirtNetworkFilter.ConnectListAllNWFilters(_handle, (nint**)list, 0),
                owned => NetworkFilter.Own(this, new NetworkFilterHandle(owned)),
                ct);
        }
    }

    /// <summary>The network filter of that name, or null. Dispose it.</summary>
    public Task<NetworkFilter?> FindNetworkFilterAsync(string name, CancellationToken ct = default) =>
        FindAsync(
            () => NetworkFilter.Own(this, LibvirtNetworkFilter.NWFilterLookupByName(_handle, Check.Text(name))),
            LibvirtErrorCode.NoNetworkFilter,
            ct);

    /// <summary>Writes a filter, new or again; guests that run with it follow at once. Dispose the result.</summary>
    /// <exception cref="LibvirtException">The name is taken by another UUID (<see cref="LibvirtErrorCode.OperationFailed"/>), or a running guest
    /// cannot follow.</exception>
    public Task<NetworkFilter> DefineNetworkFilterAsync(string xml, CancellationToken ct = default) =>
        CallAsync(() => NetworkFilter.Own(this, LibvirtNetworkFilter.NWFilterDefineXML(_handle, Check.Text(xml))), ct);

    /// <summary>All storage pools, running or not, in no order. Dispose each.</summary>
    public Task<IReadOnlyList<StoragePool>> ListStoragePoolsAsync(CancellationToken ct = default)
    {
        unsafe
        {
            return ListAsync(
                list => LibvirtStorage.ConnectListAllStoragePools(_handle, (nint**)list, 0),
                owned => StoragePool.Own(this, new StoragePoolHandle(owned)),
                ct);
        }
    }

    /// <summary>The storage pool of that name, or null. Dispose it.</summary>
    public Task<StoragePool?> FindStoragePoolAsync(string name, CancellationToken ct = default) =>
        FindAsync(
            () => StoragePool.Own(this, LibvirtStorage.StoragePoolLookupByName(_handle, Check.Text(name))), LibvirtErrorCode.NoStoragePool, ct);

    /// <summary>The storage pool of that UUID, or null. Dispose it.</summary>
    public Task<StoragePool?> FindStoragePoolAsync(Guid uuid, CancellationToken ct = default)
    {
        unsafe
        {
            return FindAsync(
                () => WithUuid(uuid, bytes => StoragePool.Own(this, LibvirtStorage.StoragePoolLookupByUUID(_handle, (byte*)bytes))),
                LibvirtErrorCode.NoStoragePool,
                ct);
        }
    }

    /// <summary>Writes a storage pool's definition, new or again. Dispose the result.</summary>
    public Task<StoragePool> DefineStoragePoolAsync(string xml, CancellationToken ct = default) =>
        CallAsync(() => StoragePool.Own(this, LibvirtStorage.StoragePoolDefineXML(_handle, Check.Text(xml), 0)), ct);

    /// <summary>All secrets (never their values), in no order. Dispose each.</summary>
    public Task<IReadOnlyList<Secret>> ListSecretsAsync(CancellationToken ct = default)
    {
        unsafe
        {
            return ListAsync(
                list => LibvirtSecret.ConnectListAllSecrets(_handle, (nint**)list, 0),
                owned => Secret.Own(this, new SecretHandle(owned)),
                ct);
        }
    }

    /// <summary>The secret of that UUID, or null. Dispose it.</summary>
    public Task<Secret?> FindSecretAsync(Guid uuid, CancellationToken ct = default)
    {
        unsafe
        {
            return FindAsync(
                () => WithUuid(uuid, bytes => Secret.Own(this, LibvirtSecret.SecretLookupByUUID(_handle, (byte*)bytes))),
                LibvirtErrorCode.NoSecret,
                ct);
        }
    }

    /// <summary>The secret for that use, or null. Dispose it.</summary>
    /// <param name="usage">What it opens.</param>
    /// <param name="usageId">Which one: the volume's path, the name…</param>
    /// <param name="ct">Cancels the waiting.</param>
    public Task<Secret?> FindSecretAsync(SecretUsage usage, string usageId, CancellationToken ct = default) =>
        FindAsync(
            () => Secret.Own(this, LibvirtSecret.SecretLookupByUsage(_handle, (int)usage, Check.Text(usageId))), LibvirtErrorCode.NoSecret, ct);

    /// <summary>Defines a secret without a value, new or again. Dispose the result.</summary>
    public Task<Secret> DefineSecretAsync(string xml, CancellationToken ct = default) =>
        CallAsync(() => Secret.Own(this, LibvirtSecret.SecretDefineXML(_handle, Check.Text(xml), 0)), ct);

    internal static unsafe T WithUuid<T>(Guid uuid, Func<nint, T> call)
    {
        byte* bytes = stackalloc byte[16];
        uuid.TryWriteBytes(new Span<byte>(bytes, 16), bigEndian: true, out _);
        return call((nint)bytes);
    }

    /// <summary>Reads a list that libvirt allocates.</summary>
    /// <param name="fill">Takes where to put the array's address, gives the count.</param>
    /// <param name="own">Makes an object of an owned pointer.</param>
    internal static unsafe IReadOnlyList<T> ReadList<T>(Func<nint, int> fill, Func<nint, T> own)
    {
        nint* list = null;
        int count = fill((nint)(&list));
        return Check.OwnedList(count, list, own);
    }

    internal static T? NullWhen<T>(LibvirtErrorCode absent, Func<T> look)
        where T : class
    {
        try
        {
            return look();
        }
        catch (LibvirtException error) when (error.Code == absent)
        {
            return null;
        }
    }

    private Task<T?> FindAsync<T>(Func<T> look, LibvirtErrorCode absent, CancellationToken ct)
        where T : class => CallAsync(() => NullWhen(absent, look), ct);

    private Task<IReadOnlyList<T>> ListAsync<T>(Func<nint, int> fill, Func<nint, T> own, CancellationToken ct) =>
        CallAsync(() => ReadList(fill, own), ct);
}
