namespace Hostelry.Portal.Features.StaffCatalogue;

/// <summary>Names the texts of these pages: StaffCatalogueText.resx, and one beside it for each other language.</summary>
public sealed class StaffCatalogueText;
