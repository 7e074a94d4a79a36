namespace Hostelry.Portal.Features.StaffOperations;

/// <summary>Names the texts of these pages: StaffOperationsText.resx, and one beside it for each other language.</summary>
public sealed class StaffOperationsText;
