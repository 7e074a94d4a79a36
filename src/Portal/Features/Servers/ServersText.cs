namespace Hostelry.Portal.Features.Servers;

/// <summary>Names the texts of the servers' pages: ServersText.resx, and one beside it for each other language.</summary>
public sealed class ServersText;
