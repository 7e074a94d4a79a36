namespace Hostelry.Provisioning.SshKeys;

/// <summary>A public key as its project sees it.</summary>
/// <param name="Fingerprint">Colon-separated MD5.</param>
/// <param name="PublicKey">Type, base64 and comment on one line.</param>
/// <param name="Labels">Sorted by key.</param>
public sealed record SshKeyView(
    long Id,
    string Name,
    string Fingerprint,
    string PublicKey,
    DateTimeOffset CreatedAt,
    IReadOnlyDictionary<string, string> Labels);
