using Azure;
using Azure.Data.Tables;
using EmbeddedFunctions.Tables.Entities;
using EmbeddedFunctions.Tables.InProcess;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace StockFlow.Tests.Embedded.Tables;

public sealed class EntityCodecTests
{
    private static readonly EntityHead Head = new("p", "r", null, new ETag("e"));

    private static Arbitrary<(string Name, object Value)[]> Properties { get; } = Gen.OneOf(
            ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => (object)Valid(text.Get)),
            ArbMap.Default.GeneratorFor<bool>().Select(value => (object)value),
            ArbMap.Default.GeneratorFor<int>().Select(value => (object)value),
            ArbMap.Default.GeneratorFor<long>().Select(value => (object)value),
            ArbMap.Default.GeneratorFor<double>().Select(value => (object)value),
            ArbMap.Default.GeneratorFor<Guid>().Select(value => (object)value),
            Gen.Choose(0, int.MaxValue).Select(seconds => (object)new DateTimeOffset(1700, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(seconds).AddTicks(seconds)),
            ArbMap.Default.GeneratorFor<byte[]>().Select(value => (object)(value ?? [])))
        .Zip(Gen.Choose(0, 12), (value, name) => ($"Name{name}", value))
        .ArrayOf()
        .ToArbitrary();

    [Fact]
    public void What_is_encoded_is_decoded()
    {
        Prop.ForAll(Properties, properties =>
        {
            var entity = Bag(properties);

            var decoded = Decode(Encode(entity));

            return SameProperties(entity, decoded);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_merge_is_what_a_dictionary_would_do()
    {
        Prop.ForAll(Properties, Properties, (old, change) =>
        {
            var merged = Decode(EntityMerge.Apply(Encode(Bag(old)), Encode(Bag(change))));

            var expected = Bag(old);
            foreach (var (name, value) in Bag(change).Entries)
            {
                expected.Set(name, value);
            }

            return SameProperties(expected, merged);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Bytes_that_are_cut_off_are_found_out()
    {
        Prop.ForAll(Properties, properties =>
        {
            var bytes = Encode(Bag(properties));
            return Enumerable.Range(0, bytes.Length).All(length =>
            {
                try
                {
                    // Cut between two properties it is a shorter entity; cut anywhere else it is damaged.
                    return Decode(bytes[..length]).Count < Decode(bytes).Count;
                }
                catch (InvalidDataException)
                {
                    return true;
                }
            });
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void An_etag_comes_back_as_its_time()
    {
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seconds =>
        {
            var ticks = (seconds * TimeSpan.TicksPerSecond) + seconds;
            return StoreETag.Ticks(StoreETag.From(ticks)) == ticks;
        }).QuickCheckThrowOnFailure();
        Assert.Equal(-1, StoreETag.Ticks(new ETag("W/\"another\"")));
    }

    /// <summary>Text with a lone surrogate has no UTF-8 form; the service can't take it either.</summary>
    private static string Valid(string text) => new(text.Select(c => char.IsSurrogate(c) ? 'x' : c).ToArray());

    private static TableEntity Bag((string Name, object Value)[] properties)
    {
        var entity = new TableEntity();
        foreach (var (name, value) in properties)
        {
            entity.Set(name, value);
        }

        return entity;
    }

    private static byte[] Encode(TableEntity entity)
    {
        var writer = EntityWriter.Rent();
        EntityShape.Of(entity).Write(entity, writer);
        return writer.ToArray();
    }

    private static TableEntity Decode(byte[] bytes) => EntityShape.Of<TableEntity>().Read(Head, bytes, null);

    private static bool SameProperties(TableEntity expected, TableEntity actual) =>
        expected.Entries.All(entry => actual.TryGetValue(entry.Key, out var value) && Same(entry.Value, value))
        && actual.Keys.Where(key => key.StartsWith("Name", StringComparison.Ordinal)).All(expected.ContainsKey);

    private static bool Same(object expected, object actual) =>
        expected is byte[] bytes ? bytes.AsSpan().SequenceEqual((byte[])actual) : expected.Equals(actual);
}
