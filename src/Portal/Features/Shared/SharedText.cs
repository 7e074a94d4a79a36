namespace Hostelry.Portal.Features.Shared;

/// <summary>Names the texts that every page shares: SharedText.resx, and one beside it for each other language.</summary>
public sealed class SharedText;
