namespace Hostelry.Portal.Features.StaffCustomers;

/// <summary>Names the texts of these pages: StaffCustomersText.resx, and one beside it for each other language.</summary>
public sealed class StaffCustomersText;
