using FsCheck;
using FsCheck.Fluent;
using StockFlow.Channels.Traffic;
using StockFlow.Tests.Fakes;
using Xunit;

namespace StockFlow.Tests.Channels;

public sealed class TokenBucketTests
{
    [Fact]
    public void A_burst_passes_at_once_and_the_next_waits_for_the_rate()
    {
        var time = new FakeTime();
        var bucket = new TokenBucket(2, 3, time);

        var turns = Enumerable.Range(0, 5).Select(_ => bucket.TakeAsync(TestContext.Current.CancellationToken)).ToList();

        Assert.Equal([true, true, true, false, false], turns.Select(turn => turn.IsCompleted));
        time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.False(turns[3].IsCompleted);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(turns[3].IsCompleted);
        Assert.False(turns[4].IsCompleted);
    }

    [Fact]
    public void Who_can_not_wait_gets_a_place_or_the_time_until_there_is_one()
    {
        var time = new FakeTime();
        var bucket = new TokenBucket(2, 2, time);

        Assert.Equal([TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromMilliseconds(500)], Enumerable.Range(0, 3).Select(_ => bucket.TryTake()));
        Assert.False(bucket.IsFull);
        time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.Equal(TimeSpan.FromMilliseconds(1), bucket.TryTake());
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(TimeSpan.Zero, bucket.TryTake());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(bucket.IsFull);
    }

    [Fact]
    public async Task No_window_ever_holds_more_than_burst_and_rate_allow()
    {
        var cases =
            from rate in Gen.Elements(0.5, 1.0, 2.0, 7.3, 40.0)
            from burst in Gen.Choose(1, 20)
            from gaps in Gen.ListOf(Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(1, 3000))), 60)
            select (rate, burst, gaps);
        foreach (var (rate, burst, gaps) in cases.Sample(40, 60))
        {
            var time = new FakeTime();
            var sent = await SendAsync(new TokenBucket(rate, burst, time), gaps, time);

            for (var first = 0; first < sent.Count; first++)
            {
                for (var last = first; last < sent.Count; last++)
                {
                    var window = (sent[last] - sent[first]).TotalSeconds;
                    Assert.True(last - first + 1 <= burst + (window * rate) + 1e-6, $"{last - first + 1} requests in {window} s at rate {rate}, burst {burst}");
                }
            }
        }
    }

    private static async Task<List<DateTimeOffset>> SendAsync(TokenBucket bucket, IEnumerable<int> gapsMs, FakeTime time)
    {
        var sent = new List<DateTimeOffset>();
        var turns = new List<Task>();
        foreach (var gap in gapsMs)
        {
            time.Advance(TimeSpan.FromMilliseconds(gap));
            turns.Add(TakeAsync());
        }

        await time.RunAsync(Task.WhenAll(turns));
        return [.. sent.Order()];

        async Task TakeAsync()
        {
            await bucket.TakeAsync(CancellationToken.None);
            lock (sent)
            {
                sent.Add(time.GetUtcNow());
            }
        }
    }
}
