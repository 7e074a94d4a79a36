namespace Hostelry.Portal.Identity;

public enum AnnouncementLevel
{
    Info,

    Warning,

    Outage,
}

/// <summary>What staff tell all customers on their pages, from–to, in every language of the pages.</summary>
public sealed class Announcement
{
    public long Id { get; init; }

    public required long SellerId { get; init; }

    public required AnnouncementLevel Level { get; set; }

    public required string TitleEn { get; set; }

    public required string TitleRu { get; set; }

    /// <summary>Plain text; line breaks are kept.</summary>
    public required string TextEn { get; set; }

    public required string TextRu { get; set; }

    public required DateTimeOffset ShownFrom { get; set; }

    /// <summary>Exclusive; null: until staff end it.</summary>
    public DateTimeOffset? ShownTo { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public bool IsShown(DateTimeOffset now) => ShownFrom <= now && (ShownTo is null || ShownTo > now);

    public string Title(string language) => language == "ru" ? TitleRu : TitleEn;

    public string Text(string language) => language == "ru" ? TextRu : TextEn;
}
