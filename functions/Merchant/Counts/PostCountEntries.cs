using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using StockFlow.Counts;
using StockFlow.Stock;

namespace StockFlow.Functions.Merchant.Counts;

/// <summary>Records what people counted, each entry with its own answer.</summary>
public sealed class PostCountEntries(StockCounts counts, CountReader reader)
{
    [Function(nameof(PostCountEntries))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "counts/{id}/entries")] HttpRequest request,
        string id,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        var (bodies, fault) = await ApiJson.ReadManyAsync<CountEntryBody>(
            request, "entries", StockCounts.EntriesMax, CountEntryBody.Example, cancellationToken);
        if (bodies is null || !CountReader.TryReadId(id, out var count, out fault))
        {
            return fault!;
        }

        var readings = bodies.Select(body => (Body: body, Problem: reader.ReadEntry(body, out var entry), Entry: entry)).ToList();
        var sound = readings.Where(reading => reading.Problem is null).Select(reading => reading.Entry!).ToList();
        var answer = await counts.RecordAsync(count, sound, cancellationToken);
        if (answer is not CountAnswer.Entered entered)
        {
            return await CountResult.OfAsync(answer, count, client, cancellationToken);
        }

        using var outcomes = entered.Outcomes.GetEnumerator();
        return ApiJson.Ok(readings.Select(reading => reading.Problem is { } problem
            ? CountEntryAnswer.Unread(reading.Body, problem)
            : outcomes.MoveNext() ? CountEntryAnswer.Of(reading.Entry!, outcomes.Current) : throw new InvalidOperationException("An entry has no outcome.")).ToList());
    }
}
