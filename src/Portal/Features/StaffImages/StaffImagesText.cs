namespace Hostelry.Portal.Features.StaffImages;

/// <summary>Names the texts of these pages: StaffImagesText.resx, and one beside it for each other language.</summary>
public sealed class StaffImagesText;
