namespace Hostelry.Portal.Features.Errors;

/// <summary>Names the texts of the error pages: ErrorsText.resx, and one beside it for each other language.</summary>
public sealed class ErrorsText;
