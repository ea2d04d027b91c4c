using System.Runtime.CompilerServices;
using Azure;

namespace EmbeddedFunctions.Tables;

/// <summary>The pages of a query, each read when it is asked for.</summary>
/// <param name="read">Reads the page that a continuation leads to.</param>
internal sealed class PagesOf<T>(Func<string?, int?, CancellationToken, Task<Page<T>>> read, int? maxPerPage, CancellationToken cancellationToken)
    : AsyncPageable<T>(cancellationToken)
    where T : notnull
{
    public override async IAsyncEnumerable<Page<T>> AsPages(string? continuationToken = null, int? pageSizeHint = null)
    {
        var next = continuationToken;
        do
        {
            var page = await read(next, pageSizeHint ?? maxPerPage, CancellationToken).ConfigureAwait(false);
            yield return page;
            next = page.ContinuationToken;
        }
        while (!string.IsNullOrEmpty(next));
    }

    public override async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        string? next = null;
        do
        {
            var page = await read(next, maxPerPage, cancellationToken.CanBeCanceled ? cancellationToken : CancellationToken).ConfigureAwait(false);
            foreach (var value in page.Values)
            {
                yield return value;
            }

            next = page.ContinuationToken;
        }
        while (!string.IsNullOrEmpty(next));
    }
}
