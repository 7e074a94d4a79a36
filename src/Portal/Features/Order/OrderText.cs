namespace Hostelry.Portal.Features.Order;

/// <summary>Names the texts of catalogue and order page: OrderText.resx, and one beside it for each other language.</summary>
public sealed class OrderText;
