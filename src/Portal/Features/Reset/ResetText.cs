namespace Hostelry.Portal.Features.Reset;

/// <summary>Names the texts of choosing a new password: ResetText.resx, and one beside it for each other language.</summary>
public sealed class ResetText;
