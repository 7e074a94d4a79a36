namespace Hostelry.Portal.Features.Export;

/// <summary>Names the texts of the data export: ExportText.resx, and one beside it for each other language.</summary>
public sealed class ExportText;
