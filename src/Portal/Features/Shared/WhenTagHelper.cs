using System.Globalization;

using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Hostelry.Portal.Features.Shared;

/// <summary>A moment in UTC, to the minute, the same in every language. <c>&lt;when at="@row.CreatedAt"&gt;</c>; nothing for null.</summary>
[HtmlTargetElement("when", TagStructure = TagStructure.WithoutEndTag)]
public sealed class WhenTagHelper : TagHelper
{
    public required DateTimeOffset? At { get; set; }

    /// <summary>To the second.</summary>
    public bool Exact { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (At is not { } moment)
        {
            output.SuppressOutput();
            return;
        }

        output.TagName = "time";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("datetime", moment.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        output.Content.SetContent(
            moment.UtcDateTime.ToString(Exact ? "yyyy-MM-dd HH:mm:ss" : "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
    }
}
