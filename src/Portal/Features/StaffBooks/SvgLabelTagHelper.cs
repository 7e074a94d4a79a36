using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Hostelry.Portal.Features.StaffBooks;

/// <summary>SVG's <c>text</c> element, which Razor takes for its own: <c>&lt;svg-label x="10" y="20"&gt;2026-11&lt;/svg-label&gt;</c></summary>
[HtmlTargetElement("svg-label")]
public sealed class SvgLabelTagHelper : TagHelper
{
    public required string X { get; set; }

    public required string Y { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "text";
        output.Attributes.SetAttribute("x", X);
        output.Attributes.SetAttribute("y", Y);
        output.Attributes.SetAttribute("text-anchor", "middle");
    }
}
