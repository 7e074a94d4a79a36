using Hostelry.Portal.Api.Shared;
using Hostelry.Provisioning.Images;
using Hostelry.Provisioning.Listing;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Api.Images;

[Route("v1/images")]
public sealed class ImagesController(ImageQueries images) : ApiController
{
    [HttpGet]
    [ProducesResponseType<ImagesResponse>(StatusCodes.Status200OK)]
    public async Task<IActionResult> List([FromQuery] ImagesQuery query, CancellationToken ct)
    {
        if (query.FindsNothing)
        {
            var nothing = new Paged<ImageView>([], 0, query.ToPage());
            return Ok(new ImagesResponse([], Meta(nothing)));
        }

        var filter = new ImageFilter(query.Name, query.Types, query.Statuses, query.Sort);
        return Answer(
            await images.ListAsync(Project, filter, query.ToPage(), ct),
            page => new ImagesResponse([.. page.Items.Select(ImageResponse.Of)], Meta(page)));
    }

    [HttpGet("{id:long}")]
    [ProducesResponseType<OneImageResponse>(StatusCodes.Status200OK)]
    public async Task<IActionResult> Get(long id, CancellationToken ct) =>
        Answer(await images.GetAsync(Project, id, ct), OneImageResponse.Of);
}
