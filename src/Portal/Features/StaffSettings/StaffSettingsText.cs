namespace Hostelry.Portal.Features.StaffSettings;

/// <summary>Names the texts of these pages: StaffSettingsText.resx, and one beside it for each other language.</summary>
public sealed class StaffSettingsText;
