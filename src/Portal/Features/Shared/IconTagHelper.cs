using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Hostelry.Portal.Features.Shared;

/// <summary>
/// A drawing of icons.svg beside a text that says the same: hidden from screen readers. <c>&lt;icon name="server-2" /&gt;</c>;
/// .ci/vendor lists the names.
/// </summary>
[HtmlTargetElement("icon", TagStructure = TagStructure.WithoutEndTag)]
public sealed class IconTagHelper : TagHelper
{
    private const string File = "assets/icons.svg";

    public required string Name { get; set; }

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var http = ViewContext.HttpContext;
        var file = http.GetEndpoint()?.Metadata.GetMetadata<ResourceAssetCollection>()?[File] ?? File;
        output.TagName = "svg";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "icon");
        output.Attributes.SetAttribute("aria-hidden", "true");
        var use = new TagBuilder("use");
        use.Attributes["href"] = $"{http.Request.PathBase}/{file}#{Name}";
        output.Content.AppendHtml(use);
    }
}
