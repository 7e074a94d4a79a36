using Hostelry.Portal.Api.Shared;
using Hostelry.Provisioning.SshKeys;

namespace Hostelry.Portal.Api.SshKeys;

public sealed record SshKeyResponse(
    long Id,
    string Name,
    string Fingerprint,
    string PublicKey,
    IReadOnlyDictionary<string, string> Labels,
    DateTimeOffset Created)
{
    public static SshKeyResponse Of(SshKeyView key) =>
        new(key.Id, key.Name, key.Fingerprint, key.PublicKey, key.Labels, key.CreatedAt);
}

public sealed record OneSshKeyResponse(SshKeyResponse SshKey)
{
    public static OneSshKeyResponse Of(SshKeyView key) => new(SshKeyResponse.Of(key));
}

public sealed record SshKeysResponse(IReadOnlyList<SshKeyResponse> SshKeys, Meta Meta);
