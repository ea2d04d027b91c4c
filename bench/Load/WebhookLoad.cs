using System.Diagnostics;

namespace StockFlow.Bench.Load;

/// <summary>Sends orders as webhooks over persistent connections, each sending its next one as soon as the last is answered.</summary>
internal sealed class WebhookLoad : IDisposable
{
    public const int Connections = 64;

    private readonly List<(HttpConnection Connection, OrderWebhook Webhook)> _callers = [];
    private readonly int _items;

    private WebhookLoad(int items)
    {
        _items = items;
    }

    /// <param name="items">How many items the orders are spread over.</param>
    public static async Task<WebhookLoad> OpenAsync(Uri app, string channel, string secret, int items)
    {
        var load = new WebhookLoad(items);
        for (var i = 0; i < Connections; i++)
        {
            load._callers.Add((await HttpConnection.OpenAsync(app.Port), new OrderWebhook(app.Authority, channel, secret)));
        }

        return load;
    }

    /// <summary>Sends orders from a number on. Ends when all are accepted.</summary>
    /// <exception cref="InvalidOperationException">One was answered with anything but 202.</exception>
    public Task SendAsync(int firstOrder, int count, LatencyRecorder latencies)
    {
        var next = firstOrder - 1;
        var end = firstOrder + count;
        return Task.WhenAll(_callers.Select(caller => Task.Run(async () =>
        {
            int order;
            while ((order = Interlocked.Increment(ref next)) < end)
            {
                var request = caller.Webhook.Make(order, _items);
                var began = Stopwatch.GetTimestamp();
                var status = await caller.Connection.SendAsync(request);
                latencies.RecordSince(began);
                if (status != 202)
                {
                    throw new InvalidOperationException($"The webhook of order {order} was answered {status}.");
                }
            }
        })));
    }

    public void Dispose() => _callers.ForEach(caller => caller.Connection.Dispose());
}
