namespace Hostelry.Portal.Features.SshKeys;

/// <summary>Names the texts of the SSH keys' pages: SshKeysText.resx, and one beside it for each other language.</summary>
public sealed class SshKeysText;
