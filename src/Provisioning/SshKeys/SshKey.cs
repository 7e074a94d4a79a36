namespace Hostelry.Provisioning.SshKeys;

/// <summary>A public key of a project.</summary>
public sealed class SshKey
{
    public long Id { get; init; }

    public required long OrganizationId { get; init; }

    public required long ProjectId { get; init; }

    /// <summary>Unique in the project.</summary>
    public required string Name { get; set; }

    /// <summary>Colon-separated MD5 of the key, as the API shows it; unique in the project.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Type, base64 and comment on one line; no options.</summary>
    public required string PublicKey { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
