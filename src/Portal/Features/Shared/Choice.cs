namespace Hostelry.Portal.Features.Shared;

/// <summary>One entry of a select.</summary>
/// <param name="Value">What is sent.</param>
/// <param name="Text">What is read.</param>
public sealed record Choice(string Value, string Text);
