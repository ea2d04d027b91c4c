using Azure;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using Xunit;

namespace StockFlow.Tests.Contracts;

/// <summary>What the app relies on in tables, on whichever engine they live.</summary>
public abstract class TablesContract
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A client of the engine under test. Each test has tables of its own.</summary>
    protected abstract TableServiceClient Service { get; }

    [Fact]
    public async Task An_added_entity_is_read_back_with_an_etag_and_a_timestamp()
    {
        var table = await NewTable();

        var added = await table.AddEntityAsync(new TableEntity("p", "r") { ["Units"] = 5 }, Cancellation);
        var read = await table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation);

        Assert.Equal(204, added.Status);
        Assert.Equal(added.Headers.ETag, read.Value.ETag);
        Assert.NotNull(read.Value.Timestamp);
        Assert.Equal(5, read.Value.GetInt32("Units"));
    }

    [Fact]
    public async Task Adding_what_is_there_is_409()
    {
        var table = await NewTable();
        await table.AddEntityAsync(new TableEntity("p", "r"), Cancellation);

        var refused = await Refusal(() => table.AddEntityAsync(new TableEntity("p", "r"), Cancellation));

        AssertRefused(refused, 409, TableErrorCode.EntityAlreadyExists);
    }

    [Fact]
    public async Task An_update_under_an_old_etag_is_412_and_changes_nothing()
    {
        var table = await NewTable();
        var first = (await table.AddEntityAsync(new TableEntity("p", "r") { ["Units"] = 1 }, Cancellation)).Headers.ETag!.Value;
        await table.UpdateEntityAsync(new TableEntity("p", "r") { ["Units"] = 2 }, first, TableUpdateMode.Replace, Cancellation);

        var refused = await Refusal(() => table.UpdateEntityAsync(new TableEntity("p", "r") { ["Units"] = 3 }, first, TableUpdateMode.Replace, Cancellation));

        AssertRefused(refused, 412, TableErrorCode.UpdateConditionNotSatisfied);
        Assert.Equal(2, (await Get(table, "p", "r")).GetInt32("Units"));
    }

    [Fact]
    public async Task A_refused_action_undoes_its_whole_transaction_and_is_named()
    {
        var table = await NewTable();
        await table.AddEntityAsync(new TableEntity("p", "taken"), Cancellation);

        var refused = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
            [Action(TableTransactionActionType.Add, "new"), Action(TableTransactionActionType.Add, "taken")], Cancellation));

        AssertRefused(refused, 409, TableErrorCode.EntityAlreadyExists);
        Assert.Equal(1, refused.FailedTransactionActionIndex);
        Assert.False((await table.GetEntityIfExistsAsync<TableEntity>("p", "new", cancellationToken: Cancellation)).HasValue);
    }

    [Fact]
    public async Task A_query_walks_all_pages_in_the_order_of_the_keys()
    {
        var table = await NewTable();
        await table.SubmitTransactionAsync(Enumerable.Range(0, 25).Select(i => Action(TableTransactionActionType.Add, $"{i:D3}")), Cancellation);

        var pages = await table.QueryAsync<TableEntity>("PartitionKey eq 'p' and RowKey ge '005'", maxPerPage: 10, cancellationToken: Cancellation)
            .AsPages().ToListAsync(Cancellation);

        Assert.Equal([10, 10], pages.Select(page => page.Values.Count));
        Assert.Equal(Enumerable.Range(5, 20).Select(i => $"{i:D3}"), pages.SelectMany(page => page.Values).Select(entity => entity.RowKey));
    }

    [Fact]
    public async Task What_is_not_there_is_404_by_name()
    {
        var table = await NewTable();
        var missing = Service.GetTableClient("nosuchtable");

        AssertRefused(await Refusal(() => Get(table, "p", "r")), 404, TableErrorCode.ResourceNotFound);
        AssertRefused(await Refusal(() => table.UpdateEntityAsync(new TableEntity("p", "r"), ETag.All, TableUpdateMode.Replace, Cancellation)), 404, TableErrorCode.ResourceNotFound);
        AssertRefused(await Refusal(() => table.UpdateEntityAsync(new TableEntity("p", "r"), ETag.All, TableUpdateMode.Merge, Cancellation)), 404, TableErrorCode.ResourceNotFound);
        AssertRefused(await Refusal(() => missing.AddEntityAsync(new TableEntity("p", "r"), Cancellation)), 404, TableErrorCode.TableNotFound);
        AssertRefused(await Refusal(() => missing.UpsertEntityAsync(new TableEntity("p", "r"), cancellationToken: Cancellation)), 404, TableErrorCode.TableNotFound);
        AssertRefused(await Refusal(() => missing.SubmitTransactionAsync([Action(TableTransactionActionType.Add, "r")], Cancellation)), 404, TableErrorCode.TableNotFound);
        AssertRefused(await Refusal(async () => await missing.QueryAsync<TableEntity>(cancellationToken: Cancellation).ToListAsync(Cancellation)), 404, TableErrorCode.TableNotFound);
    }

    [Fact]
    public async Task What_may_be_missing_is_no_exception()
    {
        var table = await NewTable();

        var read = await table.GetEntityIfExistsAsync<TableEntity>("p", "r", cancellationToken: Cancellation);
        var deleted = await table.DeleteEntityAsync("p", "r", ETag.All, Cancellation);
        var droppedTable = await Service.DeleteTableAsync("nosuchtable", Cancellation);

        Assert.False(read.HasValue);
        Assert.Equal(404, read.GetRawResponse().Status);
        Assert.Equal(404, deleted.Status);
        Assert.Equal(404, droppedTable.Status);
    }

    [Fact]
    public async Task Creating_a_table_twice_is_409_or_nothing()
    {
        var table = await NewTable();

        AssertRefused(await Refusal(() => Service.CreateTableAsync(table.Name, Cancellation)), 409, TableErrorCode.TableAlreadyExists);
        Assert.Equal(table.Name, (await table.CreateIfNotExistsAsync(Cancellation)).Value.Name);
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("1abc")]
    [InlineData("a-bc")]
    public async Task A_name_that_no_table_can_have_is_400(string name)
    {
        Assert.Equal(400, (await Refusal(() => Service.CreateTableAsync(name, Cancellation))).Status);
    }

    [Fact]
    public async Task Tables_are_listed_and_deleted_with_all_they_hold()
    {
        var table = await NewTable();
        await table.AddEntityAsync(new TableEntity("p", "r"), Cancellation);
        var listed = await Service.QueryAsync(TableServiceClient.CreateQueryFilter($"TableName eq {table.Name}"), cancellationToken: Cancellation).ToListAsync(Cancellation);

        await Service.DeleteTableAsync(table.Name, Cancellation);
        var after = await Service.QueryAsync(item => item.Name == table.Name, cancellationToken: Cancellation).ToListAsync(Cancellation);
        await table.CreateIfNotExistsAsync(Cancellation);

        Assert.Equal([table.Name], listed.Select(item => item.Name));
        Assert.Empty(after);
        Assert.False((await table.GetEntityIfExistsAsync<TableEntity>("p", "r", cancellationToken: Cancellation)).HasValue);
    }

    [Fact]
    public async Task Every_property_type_comes_back_as_it_went()
    {
        var table = await NewTable();
        var time = new DateTimeOffset(2026, 3, 29, 1, 30, 0, TimeSpan.Zero).AddTicks(1_234_567);
        var guid = new Guid("6d1d6c1e-5b3a-4c52-9c0e-2a1f0a3b4c5d");
        var entity = new TableEntity("p", "r")
        {
            ["String"] = "ünï 'quoted' \"x\" \n 漢字 🎈",
            ["Empty"] = string.Empty,
            ["Int32"] = int.MinValue,
            ["Int64"] = long.MaxValue,
            ["Whole"] = 3.0,
            ["Double"] = 0.1,
            ["Boolean"] = true,
            ["Guid"] = guid,
            ["Time"] = time,
            ["UtcTime"] = time.UtcDateTime,
            ["Binary"] = new byte[] { 0, 1, 255 },
            ["Null"] = null,
        };

        await table.AddEntityAsync(entity, Cancellation);
        var read = await Get(table, "p", "r");

        Assert.Equal(entity["String"], read["String"]);
        Assert.Equal(string.Empty, read["Empty"]);
        Assert.Equal(int.MinValue, read["Int32"]);
        Assert.Equal(long.MaxValue, read["Int64"]);
        Assert.Equal(3.0, read["Whole"]);
        Assert.Equal(0.1, read["Double"]);
        Assert.Equal(true, read["Boolean"]);
        Assert.Equal(guid, read["Guid"]);
        Assert.Equal(time, read.GetDateTimeOffset("Time"));
        Assert.Equal(time.UtcDateTime, read.GetDateTime("UtcTime"));
        Assert.Equal(new byte[] { 0, 1, 255 }, read.GetBinary("Binary"));
        Assert.False(read.ContainsKey("Null"));
    }

    [Fact]
    public async Task A_mapped_entity_keeps_its_stored_names_and_leaves_out_what_is_ignored()
    {
        var table = await NewTable();
        var entity = new TablesContractEntity
        {
            PartitionKey = "p",
            RowKey = "r",
            Units = 7,
            Kind = DayOfWeek.Friday,
            Since = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero),
            Note = "kept",
        };

        await table.AddEntityAsync(entity, Cancellation);
        var bag = await Get(table, "p", "r");
        var read = (await table.GetEntityAsync<TablesContractEntity>("p", "r", cancellationToken: Cancellation)).Value;

        Assert.Equal(7L, bag["u"]);
        Assert.Equal("Friday", bag["Kind"]);
        Assert.False(bag.ContainsKey("Note"));
        Assert.False(bag.ContainsKey("Until"));
        Assert.Equal((7L, DayOfWeek.Friday, entity.Since, (DateTimeOffset?)null, (string?)null), (read.Units, read.Kind, read.Since, read.Until, read.Note));
        Assert.NotEqual(default, read.ETag);
    }

    [Fact]
    public async Task A_merge_keeps_what_it_does_not_name_and_a_replace_does_not()
    {
        var table = await NewTable();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1, ["B"] = 1 }, Cancellation);

        await table.UpdateEntityAsync(new TableEntity("p", "r") { ["B"] = "2", ["C"] = 2, ["A"] = null }, ETag.All, TableUpdateMode.Merge, Cancellation);
        var merged = await Get(table, "p", "r");
        await table.UpsertEntityAsync(new TableEntity("p", "r") { ["D"] = 3 }, TableUpdateMode.Replace, Cancellation);
        var replaced = await Get(table, "p", "r");

        Assert.Equal((1, "2", 2), (merged["A"], merged["B"], merged["C"]));
        Assert.False(replaced.ContainsKey("A"));
        Assert.Equal(3, replaced["D"]);
    }

    [Fact]
    public async Task Every_write_has_an_etag_of_its_own()
    {
        var table = await NewTable();
        var etags = new HashSet<ETag>();

        for (var i = 0; i < 20; i++)
        {
            etags.Add((await table.UpsertEntityAsync(new TableEntity("p", "r") { ["I"] = i }, cancellationToken: Cancellation)).Headers.ETag!.Value);
        }

        Assert.Equal(20, etags.Count);
        Assert.Contains((await Get(table, "p", "r")).ETag, etags);
    }

    [Fact]
    public async Task A_delete_under_an_old_etag_is_412_and_under_the_newest_deletes()
    {
        var table = await NewTable();
        var old = (await table.AddEntityAsync(new TableEntity("p", "r"), Cancellation)).Headers.ETag!.Value;
        var newest = (await table.UpsertEntityAsync(new TableEntity("p", "r") { ["A"] = 1 }, cancellationToken: Cancellation)).Headers.ETag!.Value;

        AssertRefused(await Refusal(() => table.DeleteEntityAsync("p", "r", old, Cancellation)), 412, TableErrorCode.UpdateConditionNotSatisfied);
        Assert.Equal(204, (await table.DeleteEntityAsync("p", "r", newest, Cancellation)).Status);
        Assert.False((await table.GetEntityIfExistsAsync<TableEntity>("p", "r", cancellationToken: Cancellation)).HasValue);
    }

    [Fact]
    public async Task A_transaction_answers_each_action_with_its_new_etag()
    {
        var table = await NewTable();
        await table.AddEntityAsync(new TableEntity("p", "gone"), Cancellation);
        var head = (await table.AddEntityAsync(new TableEntity("p", "head"), Cancellation)).Headers.ETag!.Value;

        var answer = await table.SubmitTransactionAsync(
            [
                Action(TableTransactionActionType.UpdateReplace, "head", head),
                Action(TableTransactionActionType.Add, "new"),
                Action(TableTransactionActionType.UpsertMerge, "merged"),
                Action(TableTransactionActionType.UpsertReplace, "replaced"),
                Action(TableTransactionActionType.Delete, "gone", ETag.All),
            ],
            Cancellation);

        Assert.Equal([204, 204, 204, 204, 204], answer.Value.Select(part => part.Status));
        Assert.Equal((await Get(table, "p", "head")).ETag, answer.Value[0].Headers.ETag);
        Assert.Equal((await Get(table, "p", "new")).ETag, answer.Value[1].Headers.ETag);
        Assert.Equal(["head", "merged", "new", "replaced"], await RowKeys(table, null));
    }

    [Fact]
    public async Task A_transaction_under_an_old_etag_is_412_and_changes_nothing()
    {
        var table = await NewTable();
        var old = (await table.AddEntityAsync(new TableEntity("p", "head"), Cancellation)).Headers.ETag!.Value;
        await table.UpsertEntityAsync(new TableEntity("p", "head") { ["A"] = 1 }, cancellationToken: Cancellation);

        var refused = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
            [Action(TableTransactionActionType.Add, "new"), Action(TableTransactionActionType.UpdateReplace, "head", old)], Cancellation));

        AssertRefused(refused, 412, TableErrorCode.UpdateConditionNotSatisfied);
        Assert.Equal(1, refused.FailedTransactionActionIndex);
        Assert.Equal(["head"], await RowKeys(table, null));
    }

    [Theory]
    [InlineData(TableTransactionActionType.UpdateMerge)]
    [InlineData(TableTransactionActionType.UpdateReplace)]
    [InlineData(TableTransactionActionType.Delete)]
    public async Task A_transaction_on_what_is_not_there_is_404(TableTransactionActionType type)
    {
        var table = await NewTable();

        var refused = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.SubmitTransactionAsync(
            [Action(TableTransactionActionType.Add, "new"), Action(type, "missing", ETag.All)], Cancellation));

        AssertRefused(refused, 404, TableErrorCode.ResourceNotFound);
        Assert.Empty(await RowKeys(table, null));
    }

    [Fact]
    public async Task A_transaction_holds_100_actions_and_no_more()
    {
        var table = await NewTable();
        await table.SubmitTransactionAsync(Enumerable.Range(0, 100).Select(i => Action(TableTransactionActionType.Add, $"a{i:D3}")), Cancellation);

        var refused = await Refusal(() => table.SubmitTransactionAsync(
            Enumerable.Range(0, 101).Select(i => Action(TableTransactionActionType.Add, $"b{i:D3}")), Cancellation));

        Assert.Equal(400, refused.Status);
        Assert.Equal(100, (await RowKeys(table, null)).Count);
    }

    [Fact]
    public async Task A_transaction_with_one_row_twice_is_400()
    {
        var table = await NewTable();

        var refused = await Refusal(() => table.SubmitTransactionAsync(
            [Action(TableTransactionActionType.Add, "r"), Action(TableTransactionActionType.UpsertMerge, "r")], Cancellation));

        AssertRefused(refused, 400, TableErrorCode.InvalidDuplicateRow);
        Assert.Empty(await RowKeys(table, null));
    }

    [Fact]
    public async Task A_transaction_of_more_than_4_MiB_is_413()
    {
        var table = await NewTable();
        var text = new string('x', 32 * 1024);
        TableEntity Large(int row)
        {
            var entity = new TableEntity("p", $"{row}");
            for (var i = 0; i < 15; i++)
            {
                entity[$"P{i}"] = text;
            }

            return entity;
        }

        var refused = await Refusal(() => table.SubmitTransactionAsync(
            Enumerable.Range(0, 9).Select(i => new TableTransactionAction(TableTransactionActionType.Add, Large(i))), Cancellation));

        Assert.Equal(413, refused.Status);
        Assert.Empty(await RowKeys(table, null));
    }

    [Fact]
    public async Task An_empty_transaction_is_refused_before_it_is_sent()
    {
        var table = await NewTable();

        await Assert.ThrowsAsync<InvalidOperationException>(() => table.SubmitTransactionAsync([], Cancellation));
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("a#b")]
    [InlineData("a?b")]
    [InlineData("a\tb")]
    [InlineData("a\u0085b")]
    public async Task A_key_with_a_forbidden_character_is_400(string key)
    {
        var table = await NewTable();

        Assert.Equal(400, (await Refusal(() => table.AddEntityAsync(new TableEntity(key, "r"), Cancellation))).Status);
        Assert.Equal(400, (await Refusal(() => table.AddEntityAsync(new TableEntity("p", key), Cancellation))).Status);
    }

    [Theory]
    [InlineData("it's")]
    [InlineData("a b+c%2Fd&e=f")]
    [InlineData("漢字🎈")]
    [InlineData("")]
    public async Task A_key_may_have_any_other_character(string key)
    {
        var table = await NewTable();
        await table.AddEntityAsync(new TableEntity(key, "r" + key) { ["A"] = 1 }, Cancellation);

        await table.UpdateEntityAsync(new TableEntity(key, "r" + key) { ["B"] = 1 }, ETag.All, cancellationToken: Cancellation);
        var read = await Get(table, key, "r" + key);
        var found = await table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {key}"), cancellationToken: Cancellation).ToListAsync(Cancellation);

        Assert.Equal((key, "r" + key, 1, 1), (read.PartitionKey, read.RowKey, read["A"], read["B"]));
        Assert.Equal(["r" + key], found.Select(entity => entity.RowKey));
    }

    [Fact]
    public async Task A_value_of_64_KiB_is_the_largest()
    {
        var table = await NewTable();
        await table.AddEntityAsync(new TableEntity("p", "fits") { ["A"] = new string('x', 32 * 1024), ["B"] = new byte[64 * 1024] }, Cancellation);

        AssertRefused(
            await Refusal(() => table.AddEntityAsync(new TableEntity("p", "text") { ["A"] = new string('x', (32 * 1024) + 1) }, Cancellation)),
            400,
            TableErrorCode.PropertyValueTooLarge);
        AssertRefused(
            await Refusal(() => table.AddEntityAsync(new TableEntity("p", "bytes") { ["A"] = new byte[(64 * 1024) + 1] }, Cancellation)),
            400,
            TableErrorCode.PropertyValueTooLarge);
    }

    [Fact]
    public async Task An_entity_of_more_than_1_MiB_is_400()
    {
        var table = await NewTable();
        var entity = new TableEntity("p", "r");
        for (var i = 0; i < 17; i++)
        {
            entity[$"P{i}"] = new byte[64 * 1024];
        }

        AssertRefused(await Refusal(() => table.UpsertEntityAsync(entity, cancellationToken: Cancellation)), 400, TableErrorCode.EntityTooLarge);
    }

    [Fact]
    public async Task A_type_that_tables_lack_is_refused_before_it_is_sent()
    {
        var table = await NewTable();

        await Assert.ThrowsAsync<NotSupportedException>(() => table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = new DateTime(2026, 1, 1) }, Cancellation));
        await Assert.ThrowsAsync<NotSupportedException>(() => table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1.5m }, Cancellation));
    }

    [Fact]
    public async Task An_update_without_an_etag_is_refused_before_it_is_sent()
    {
        var table = await NewTable();

        await Assert.ThrowsAsync<ArgumentException>(() => table.UpdateEntityAsync(new TableEntity("p", "r"), default, cancellationToken: Cancellation));
    }

    [Theory]
    [InlineData("Text eq 'b'", "b")]
    [InlineData("Text ne 'b'", "a", "c", "d")]
    [InlineData("Text gt 'b'", "c", "d")]
    [InlineData("Text ge 'b' and Text lt 'd'", "b", "c")]
    [InlineData("Number le 2", "a", "b")]
    [InlineData("Number gt 1 and (Flag eq true or Text eq 'd')", "c", "d")]
    [InlineData("not (Number lt 3)", "c", "d")]
    [InlineData("not Flag eq true", "b", "d")]
    [InlineData("Big eq 3000000000L", "c")]
    [InlineData("Big gt 2000000000L", "c", "d")]
    [InlineData("Real lt 2.5", "a", "b")]
    [InlineData("Time ge datetime'2026-01-03T00:00:00Z'", "c", "d")]
    [InlineData("Id eq guid'00000002-0000-0000-0000-000000000000'", "b")]
    [InlineData("Bytes eq X'03ff'", "c")]
    [InlineData("Bytes eq binary'03ff'", "c")]
    [InlineData("Missing eq 1")]
    [InlineData("Missing ne 1")]
    [InlineData("RowKey eq 'a' or RowKey eq 'c'", "a", "c")]
    [InlineData("PartitionKey eq 'p' and RowKey gt 'a' and RowKey le 'c'", "b", "c")]
    [InlineData("PartitionKey ge 'p' and PartitionKey lt 'q' and RowKey ge 'd'", "d")]
    [InlineData("PartitionKey eq 'other'")]
    [InlineData("Quote eq 'it''s c'", "c")]
    public async Task A_filter_finds_just_what_matches(string filter, params string[] expected)
    {
        var table = await NewTable();
        await table.SubmitTransactionAsync(Enumerable.Range(1, 4).Select(i => new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", $"{(char)('`' + i)}")
        {
            ["Text"] = $"{(char)('`' + i)}",
            ["Number"] = i,
            ["Big"] = i * 1_000_000_000L,
            ["Real"] = i * 1.0,
            ["Flag"] = i % 2 == 1,
            ["Time"] = new DateTimeOffset(2026, 1, i, 0, 0, 0, TimeSpan.Zero),
            ["Id"] = new Guid(i, 0, 0, new byte[8]),
            ["Bytes"] = new byte[] { (byte)i, 255 },
            ["Quote"] = $"it's {(char)('`' + i)}",
        })), Cancellation);

        Assert.Equal(expected, await RowKeys(table, filter));
    }

    [Fact]
    public async Task A_predicate_is_a_filter()
    {
        var table = await NewTable();
        foreach (var i in Enumerable.Range(1, 4))
        {
            await table.AddEntityAsync(
                new TablesContractEntity { PartitionKey = "p", RowKey = $"{i}", Units = i, Kind = (DayOfWeek)i, Since = new DateTimeOffset(2026, 1, i, 0, 0, 0, TimeSpan.Zero) },
                Cancellation);
        }

        var two = 2L;
        var found = await table.QueryAsync<TablesContractEntity>(
            entity => entity.PartitionKey == "p" && entity.Units >= two && !(entity.Kind == DayOfWeek.Wednesday), cancellationToken: Cancellation).ToListAsync(Cancellation);
        var bag = await table.QueryAsync<TableEntity>(
            entity => entity.PartitionKey == "p" && entity.GetString("Kind") == "Monday", cancellationToken: Cancellation).ToListAsync(Cancellation);
        var ordered = await table.QueryAsync<TablesContractEntity>(
            entity => string.Compare(entity.RowKey, "3") > 0, cancellationToken: Cancellation).ToListAsync(Cancellation);

        Assert.Equal(["2", "4"], found.Select(entity => entity.RowKey));
        Assert.Equal(["1"], bag.Select(entity => entity.RowKey));
        Assert.Equal(["4"], ordered.Select(entity => entity.RowKey));
    }

    [Fact]
    public async Task A_filter_that_is_none_is_400()
    {
        var table = await NewTable();

        Assert.Equal(400, (await Refusal(() => RowKeys(table, "Text eq"))).Status);
        Assert.Equal(400, (await Refusal(() => RowKeys(table, "(Text eq 'a'"))).Status);
    }

    [Fact]
    public async Task A_selection_leaves_the_other_properties_out()
    {
        var table = await NewTable();
        await table.AddEntityAsync(new TableEntity("p", "r") { ["A"] = 1, ["B"] = 2 }, Cancellation);

        var read = (await table.GetEntityAsync<TableEntity>("p", "r", ["A"], Cancellation)).Value;
        var found = await table.QueryAsync<TableEntity>(select: ["A", "RowKey"], cancellationToken: Cancellation).ToListAsync(Cancellation);

        Assert.Equal(1, read["A"]);
        Assert.False(read.ContainsKey("B"));
        Assert.Equal("r", found.Single().RowKey);
        Assert.False(found.Single().ContainsKey("B"));
    }

    [Fact]
    public async Task A_query_goes_on_from_a_token()
    {
        var table = await NewTable();
        await table.SubmitTransactionAsync(Enumerable.Range(0, 9).Select(i => Action(TableTransactionActionType.Add, $"{i}")), Cancellation);

        var first = await table.QueryAsync<TableEntity>(maxPerPage: 4, cancellationToken: Cancellation).AsPages().FirstAsync(Cancellation);
        var rest = await table.QueryAsync<TableEntity>(cancellationToken: Cancellation).AsPages(first.ContinuationToken).SelectMany(page => page.Values).ToListAsync(Cancellation);

        Assert.Equal(["4", "5", "6", "7", "8"], rest.Select(entity => entity.RowKey));
    }

    [Fact]
    public async Task A_query_without_a_page_size_has_pages_of_1000()
    {
        var table = await NewTable();
        for (var i = 0; i < 1_100; i += 100)
        {
            await table.SubmitTransactionAsync(Enumerable.Range(i, 100).Select(row => Action(TableTransactionActionType.Add, $"{row:D5}")), Cancellation);
        }

        var pages = await table.QueryAsync<TableEntity>(cancellationToken: Cancellation).AsPages().ToListAsync(Cancellation);

        Assert.Equal([1_000, 100], pages.Select(page => page.Values.Count));
    }

    [Fact]
    public async Task Of_many_writers_under_one_etag_one_wins()
    {
        var table = await NewTable();
        var etag = (await table.AddEntityAsync(new TableEntity("p", "head"), Cancellation)).Headers.ETag!.Value;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(async i =>
        {
            try
            {
                await table.SubmitTransactionAsync(
                    [Action(TableTransactionActionType.UpdateReplace, "head", etag), Action(TableTransactionActionType.Add, $"journal{i}")], Cancellation);
                return 204;
            }
            catch (TableTransactionFailedException e)
            {
                return e.Status;
            }
        }));

        Assert.Single(outcomes, 204);
        Assert.Equal(15, outcomes.Count(status => status == 412));
        Assert.Equal(2, (await RowKeys(table, null)).Count);
    }

    private static async Task<List<string>> RowKeys(TableClient table, string? filter) =>
        await table.QueryAsync<TableEntity>(filter, cancellationToken: Cancellation).Select(entity => entity.RowKey).ToListAsync(Cancellation);

    private static TableTransactionAction Action(TableTransactionActionType type, string rowKey, ETag etag = default) =>
        new(type, new TableEntity("p", rowKey), etag);

    private static async Task<TableEntity> Get(TableClient table, string partitionKey, string rowKey) =>
        (await table.GetEntityAsync<TableEntity>(partitionKey, rowKey, cancellationToken: Cancellation)).Value;

    protected static async Task<RequestFailedException> Refusal(Func<Task> action) => await Assert.ThrowsAnyAsync<RequestFailedException>(action);

    protected static void AssertRefused(RequestFailedException refused, int status, TableErrorCode code)
    {
        Assert.Equal(status, refused.Status);
        Assert.Equal(code.ToString(), refused.ErrorCode);
    }

    protected async Task<TableClient> NewTable()
    {
        var table = Service.GetTableClient("t" + Guid.NewGuid().ToString("N"));
        await table.CreateIfNotExistsAsync(Cancellation);
        return table;
    }
}
