namespace Hostelry.Portal.Features.StaffAnnouncements;

/// <summary>Names the texts of these pages: StaffAnnouncementsText.resx, and one beside it for each other language.</summary>
public sealed class StaffAnnouncementsText;
