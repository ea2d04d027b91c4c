using System.Text;
using Azure.Data.Tables;
using Microsoft.Extensions.DependencyInjection;
using StockFlow.Imports;
using StockFlow.Stock;
using StockFlow.Storage;
using StockFlow.Tests.App;
using Xunit;

namespace StockFlow.Tests.Imports;

public sealed class CsvImportTests : IAsyncLifetime
{
    private AppWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await AppWorld.StartAsync(("StockFlow:Locations:leeds:Buffer", "3"));

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Numbers_of_a_file_are_the_levels_and_what_is_left_out_stays()
    {
        await _world.ReceiveAsync("CHAIR", 9);

        var answer = await SendAsync("stock/a", "location,sku,onHand,safetyStock,incoming\nlondon,chair,4,,7\nleeds,\"TABLE \"\"XL\"\"\",0,,\nleeds,CHAIR,,2,\n");
        await _world.IdleAsync();

        Assert.Equal((202, "/api/imports/stock/a"), (answer.Status, answer.Location));
        Assert.True((await _world.GetAsync("imports/stock/a")).Has("""{"id":"a","kind":"stock","state":"done","rows":3,"appliedRows":3,"refusedRows":0,"errors":[]}"""));
        Assert.Equal(
            "sku,location,onHand,safetyStock,incoming\r\nCHAIR,leeds,0,2,0\r\nCHAIR,london,4,0,7\r\n\"TABLE \"\"XL\"\"\",leeds,0,0,0\r\n",
            (await _world.GetAsync("exports/stock")).Text);
    }

    [Fact]
    public async Task What_was_exported_is_imported_and_exported_the_same()
    {
        var rows = Enumerable.Range(0, 700).Select(number => $"SKU-{number:D4},london,{number},{number % 3},{number % 7}\r\n");
        var file = "sku,location,onHand,safetyStock,incoming\r\n" + string.Concat(rows);
        await SendAsync("stock/first", file);
        await _world.IdleAsync();
        var exported = await _world.GetAsync("exports/stock");

        await SendAsync("stock/second", exported.Text);
        await _world.IdleAsync();

        Assert.Equal(("text/csv", file), (exported.ContentType, exported.Text));
        Assert.True((await _world.GetAsync("imports/stock/second")).Has("""{"state":"done","appliedRows":700,"refusedRows":0}"""));
        Assert.Equal(file, (await _world.GetAsync("exports/stock")).Text);
    }

    [Fact]
    public async Task A_file_with_faults_tells_each_by_line_and_column_and_changes_nothing()
    {
        var answer = await SendAsync("stock/a", """
            sku;location;onHand
            CHAIR;london;1
            ;london;1
            TABLE;paris;-1

            LAMP;leeds;1.5
            chair;london;2
            OAK;london
            "ELM;london;3
            BEECH;london;500000001
            """);

        Assert.Equal((400, "invalid-csv"), (answer.Status, answer.Error));
        Assert.Equal(
            [
                "3 sku missing-value", "4 location unknown-location", "4 onHand invalid-units", "6 onHand invalid-units", "7  repeated-row",
                "8  unreadable-row", "9  unreadable-row", "10 onHand invalid-units",
            ],
            Faults(answer));
        Assert.Empty(await Ledger.ReadSkusAsync(null, 10, Token));
        Assert.Equal((404, "unknown-import"), await ErrorAsync(_world.GetAsync("imports/stock/a")));
    }

    [Theory]
    [InlineData("", "1  missing-column")]
    [InlineData("sku,location\n", "2  no-rows")]
    [InlineData("sku,onHand\nCHAIR,1\n", "1 location missing-column")]
    [InlineData("{\"sku\":1}", "1  unreadable-row")]
    [InlineData("sku,\"location,onHand\nCHAIR,london,1\n", "1  unreadable-row")]
    [InlineData("sku,location,onhand,price\nCHAIR,london,1,2\n", "1  unknown-column")]
    [InlineData("sku,location,sku\nCHAIR,london,1\n", "1 sku unknown-column")]
    [InlineData("sku,location,safetyStock\nCHAIR,london,1\n", "2 sku unknown-sku")]
    public async Task A_file_that_can_not_be_right_is_told_where(string file, string fault)
    {
        var answer = await SendAsync("stock/a", file);

        Assert.Equal(400, answer.Status);
        Assert.Equal([fault], Faults(answer));
    }

    [Fact]
    public async Task No_more_than_a_hundred_faults_are_told()
    {
        var answer = await SendAsync("stock/a", "sku,location\n" + string.Concat(Enumerable.Range(0, 150).Select(number => $"S{number},paris\n")));

        Assert.Equal(100, Faults(answer).Count);
    }

    [Fact]
    public async Task A_file_in_another_encoding_is_refused()
    {
        var answer = await SendAsync("stock/a", new ByteArrayContent([.. "sku,location\nSTÜHLE,london\n".Select(c => (byte)c)]));

        Assert.Equal(["1  invalid-encoding"], Faults(answer));
    }

    [Fact]
    public async Task The_same_file_under_the_same_id_is_done_once_and_another_file_is_a_conflict()
    {
        const string File = "sku,location,onHand\nCHAIR,london,5\n";
        await SendAsync("stock/a", File);
        await _world.IdleAsync();
        await _world.ReceiveAsync("CHAIR", 10);

        var again = await SendAsync("stock/a", File);
        await _world.IdleAsync();
        var other = await SendAsync("stock/a", File.Replace('5', '6'));

        Assert.Equal(202, again.Status);
        Assert.Equal((409, "import-content-differs"), (other.Status, other.Error));
        Assert.Equal(15, (await LevelAsync("CHAIR")).OnHandUnits);
    }

    [Fact]
    public async Task A_piece_that_is_applied_twice_counts_once()
    {
        var imports = _world.Services.GetRequiredService<CsvImports>();
        Assert.True(imports.TryFind("stock", out var kind));
        var id = ImportId.Parse("a");
        await imports.StoreAsync(id, kind, Encoding.UTF8.GetBytes("sku,location,onHand\nCHAIR,london,5\n"), Token);

        var rows = new[] { new CsvRow(2, ["CHAIR", "london", "5", "", ""]) };
        await kind.ApplyAsync(id, rows, Token);
        await _world.ReceiveAsync("CHAIR", 10);
        while (await imports.ApplyNextAsync(id, Token))
        {
        }

        Assert.False(await imports.ApplyNextAsync(id, Token));
        Assert.Equal(15, (await LevelAsync("CHAIR")).OnHandUnits);
        Assert.Equal((1, 0), ((await imports.ReadAsync(id, Token))!.AppliedRows, (await imports.ReadAsync(id, Token))!.RefusedRows));
    }

    [Fact]
    public async Task A_row_that_is_refused_when_its_turn_comes_is_told_and_stops_no_other()
    {
        await _world.PostAsync("stock/CHAIR/movements", """{"commandId":"import:a:2:onHand","kind":"receive","location":"london","units":1}""");

        await SendAsync("stock/a", "sku,location,onHand\nCHAIR,london,5\nTABLE,london,5\n");
        await _world.IdleAsync();

        var import = await _world.GetAsync("imports/stock/a");
        Assert.True(import.Has("""{"state":"done","rows":2,"appliedRows":1,"refusedRows":1}"""), $"{import}");
        Assert.Equal(["2 onHand command-content-differs"], Faults(import));
        Assert.Equal((1, 5), ((await LevelAsync("CHAIR")).OnHandUnits, (await LevelAsync("TABLE")).OnHandUnits));
    }

    [Fact]
    public async Task Who_waits_for_a_sku_goes_on_and_channels_are_told_once_a_file_makes_it_known()
    {
        _world.Till.Items["item-1"] = ("CHAIR", 0);
        await _world.PostAsync("channels/till/listings/import");
        await _world.OrderAsync("1", ("CHAIR", 2));

        await SendAsync("stock/a", "sku,location,onHand\nCHAIR,london,5\n");
        await _world.IdleAsync();

        Assert.True((await _world.GetAsync("orders/till/1")).Has("""{"outcome":"reserved"}"""));
        Assert.Equal(3, _world.Till.Items["item-1"].Units);
    }

    [Fact]
    public async Task Locations_are_settings_and_a_file_says_what_they_are_called()
    {
        var differs = await SendAsync("locations/a", "location,buffer\nleeds,4\nparis,1\n");
        await SendAsync("locations/b", "location,name,buffer\nleeds,\"Leeds, Unit 4\",3\n");
        await _world.IdleAsync();

        Assert.Equal(["2 buffer differs-from-setting", "3 location unknown-location"], Faults(differs));
        var exported = await _world.GetAsync("exports/locations");
        Assert.Equal("location,name,note,priority,buffer\r\nlondon,,,1,0\r\nleeds,\"Leeds, Unit 4\",,2,3\r\n", exported.Text);
        Assert.Equal(202, (await SendAsync("locations/c", exported.Text)).Status);
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+44 20", "'+44 20")]
    [InlineData("-5", "'-5")]
    [InlineData("@home", "'@home")]
    [InlineData("'=1+1", "''=1+1")]
    [InlineData("'tis", "'tis")]
    [InlineData("a=b", "a=b")]
    public async Task What_a_spreadsheet_would_run_is_exported_as_text_and_imported_as_it_was(string name, string cell)
    {
        await SendAsync("locations/a", $"location,name\nleeds,{cell}\n");
        await _world.IdleAsync();

        var noted = await _world.Services.GetRequiredService<ImportTables>().Locations.GetEntityAsync<TableEntity>("locations", "leeds", null, AppWorld.Cancellation);
        Assert.Equal(name, noted.Value.GetString("name"));
        Assert.Contains($"\r\nleeds,{cell},,2,3\r\n", (await _world.GetAsync("exports/locations")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bundles_are_defined_by_all_their_components_and_exported_the_same()
    {
        await SendAsync("stock/a", "sku,location,onHand\nCHAIR,london,12\nTABLE,london,5\n");
        await _world.IdleAsync();
        const string File = "bundle,component,units\r\nDINING-SET,CHAIR,4\r\nDINING-SET,TABLE,1\r\nPAIR,CHAIR,2\r\n";

        var wrong = await SendAsync("bundles/c", "bundle,component,units\nCHAIR,TABLE,1\nSET,SET,1\nPAIR,LAMP,1\nBIG,CHAIR,0\n");
        var nested = await SendAsync("bundles/c", "bundle,component,units\nCHAIR,TABLE,1\nPAIR,LAMP,1\nSET,PAIR,1\n");
        await SendAsync("bundles/d", File);
        await _world.IdleAsync();

        Assert.Equal(["3 component invalid-bundle", "5 units invalid-units"], Faults(wrong));
        Assert.Equal(["2 bundle bundle-has-stock", "3 component unknown-sku", "4 component bundle-nested"], Faults(nested));
        Assert.True((await _world.GetAsync("imports/bundles/d")).Has("""{"state":"done","appliedRows":3,"refusedRows":0}"""));
        Assert.Equal(File, (await _world.GetAsync("exports/bundles")).Text);
        Assert.Equal(["2 sku sku-is-bundle"], Faults(await SendAsync("stock/b", "sku,location,onHand\nPAIR,london,1\n")));
    }

    [Fact]
    public async Task Counts_are_entered_from_a_file_and_exported_the_same()
    {
        await _world.ReceiveAsync("CHAIR", 20);
        await _world.PostAsync("counts", """{"id":"autumn","location":"london"}""");
        _world.Time.Advance(TimeSpan.FromHours(1));
        await SendAsync("counts/a", "count,sku,person,zone,units,reason,unitCost\nautumn,chair,anna,shelf,7,,\nautumn,CHAIR,ben,,11,broken,2.50\n");
        await _world.IdleAsync();
        var exported = await _world.GetAsync("exports/counts");
        await _world.PostAsync("stock/CHAIR/movements", """{"commandId":"s","kind":"ship","location":"london","units":4}""");

        await SendAsync("counts/b", exported.Text);
        await _world.IdleAsync();
        await _world.PostAsync("counts/autumn/close");
        await _world.IdleAsync();
        var closed = await _world.GetAsync("exports/counts");
        await SendAsync("counts/c", closed.Text);
        await _world.IdleAsync();

        var rows = exported.Text.Split("\r\n");
        Assert.Equal("count,sku,location,person,zone,units,countedAt,reason,unitCost,commandId", rows[0]);
        Assert.Matches("^autumn,CHAIR,london,anna,shelf,7,[-0-9T:.]+Z,broken,2.50,import:a:2$", rows[1]);
        Assert.Matches("^autumn,CHAIR,london,ben,,11,[-0-9T:.]+Z,broken,2.50,import:a:3$", rows[2]);
        Assert.Equal(exported.Text, closed.Text);
        Assert.True((await _world.GetAsync("imports/counts/b")).Has("""{"state":"done","appliedRows":2,"refusedRows":0}"""));
        Assert.True((await _world.GetAsync("imports/counts/c")).Has("""{"state":"done","appliedRows":2,"refusedRows":0}"""));
        Assert.True((await _world.GetAsync("counts/autumn/report")).Has("""{"expectedUnits":20,"countedUnits":18,"shortUnits":2}"""));
        Assert.Equal(["2 count count-closed"], Faults(await SendAsync("counts/d", closed.Text.Replace("shelf,7", "shelf,8"))));
    }

    [Fact]
    public async Task Rows_that_no_count_can_take_are_told_by_line_and_change_nothing()
    {
        await _world.ReceiveAsync("CHAIR", 20);
        await _world.ReceiveAsync("TABLE", 20);
        await _world.PostAsync("counts", """{"id":"all"}""");
        await _world.PostAsync("counts", """{"id":"list","location":"london","skus":["CHAIR"]}""");
        await _world.PostAsync("counts", """{"id":"old","location":"london"}""");
        await _world.PostAsync("counts/old/close");
        await _world.IdleAsync();

        var wrong = await SendAsync("counts/a", $"""
            count,sku,location,person,zone,units,countedAt,unitCost,commandId
            all,CHAIR,london,anna,,10000000,,1000000000,
            all,CHAIR,london,anna,a,10000001,,1000000001,
            -,CHAIR,paris,{new string('p', 51)},,1,yesterday,-1,{new string('c', 101)}
            all,CHAIR,london,,,1,,,
            all,chair,london,anna,,1,,,
            """);
        var unfit = await SendAsync("counts/a", """
            count,sku,location,person,units,countedAt
            list,CHAIR,,anna,20,
            none,CHAIR,london,anna,20,
            old,CHAIR,london,anna,20,
            all,CHAIR,,anna,20,
            list,TABLE,london,anna,20,
            list,CHAIR,leeds,anna,20,
            all,LAMP,london,anna,20,
            all,CHAIR,london,anna,20,1999-01-01T00:00Z
            all,TABLE,london,anna,20,2999-01-01T00:00:00.5Z
            """);

        Assert.Equal(
            [
                "3 units invalid-units", "3 unitCost invalid-cost", "4 count invalid-id", "4 location unknown-location", "4 person text-too-long",
                "4 countedAt invalid-time", "4 unitCost invalid-cost", "4 commandId invalid-command-id", "5 person missing-value", "6  repeated-row",
            ],
            Faults(wrong));
        Assert.Equal(
            [
                "3 count unknown-count", "4 count count-closed", "5 location unknown-location", "6 sku not-in-count", "7 sku not-in-count",
                "8 sku unknown-sku", "9 countedAt invalid-time", "10 countedAt invalid-time",
            ],
            Faults(unfit));
        Assert.Equal(1, (await _world.GetAsync("exports/counts")).Text.Count(c => c == '\n'));
    }

    [Fact]
    public async Task The_commandId_of_another_entry_is_found_before_anything_is_changed()
    {
        await _world.ReceiveAsync("CHAIR", 20);
        await _world.PostAsync("counts", """{"id":"open","location":"london"}""");
        await _world.PostAsync("counts/open/entries", """[{"commandId":"1","sku":"CHAIR","person":"anna","zone":"a","units":5}]""");

        var answer = await SendAsync("counts/f", """
            count,sku,person,zone,units,commandId
            open,CHAIR,anna,a,5,1
            open,CHAIR,anna,b,5,1
            open,CHAIR,ben,a,5,2
            open,CHAIR,ben,b,5,2
            """);

        Assert.Equal(["3 commandId command-content-differs", "5 commandId command-content-differs"], Faults(answer));
        Assert.Single((await _world.GetAsync("counts/open/lines")).Items[0]!["entries"]!.AsArray());
    }

    [Fact]
    public async Task Rows_of_a_count_that_are_applied_twice_keep_their_first_position_and_late_ones_are_refused()
    {
        await _world.ReceiveAsync("CHAIR", 20);
        await _world.PostAsync("counts", """{"id":"c","location":"london"}""");
        Assert.True(_world.Services.GetRequiredService<CsvImports>().TryFind("counts", out var kind));
        var rows = new[] { Row(2, "anna"), Row(3, "ben") };

        Assert.Empty(await kind.ApplyAsync(ImportId.Parse("a"), rows, Token));
        await _world.PostAsync("stock/CHAIR/movements", """{"commandId":"s","kind":"ship","location":"london","units":4}""");
        Assert.Empty(await kind.ApplyAsync(ImportId.Parse("a"), rows, Token));
        await _world.PostAsync("counts/c/close");
        var late = await kind.ApplyAsync(ImportId.Parse("a"), [.. rows, Row(4, "carl")], Token);
        await _world.IdleAsync();

        Assert.Equal("4 count-closed", $"{Assert.Single(late).Line} {late[0].Error}");
        Assert.True((await _world.GetAsync("counts/c/report")).Has("""{"expectedUnits":20,"countedUnits":20}"""));

        static CsvRow Row(int line, string person) => new(line, ["c", "CHAIR", "", person, "", "10", "", "", "", ""]);
    }

    [Fact]
    public async Task What_there_is_not_is_told()
    {
        Assert.Equal((404, "unknown-csv-kind"), await ErrorAsync(SendAsync("prices/a", "sku\n")));
        Assert.Equal((404, "unknown-csv-kind"), await ErrorAsync(_world.GetAsync("exports/prices")));
        Assert.Equal((400, "invalid-id"), await ErrorAsync(SendAsync("stock/-a", "sku\n")));
        Assert.Equal((413, "body-too-large"), await ErrorAsync(SendAsync("stock/a", new string('x', CsvImports.BytesMax + 1))));
    }

    private static CancellationToken Token => AppWorld.Cancellation;

    private StockLedger Ledger => _world.Services.GetRequiredService<StockLedger>();

    private Task<ApiAnswer> SendAsync(string path, string file) => SendAsync(path, new StringContent(file, Encoding.UTF8, "text/csv"));

    private Task<ApiAnswer> SendAsync(string path, HttpContent file) => _world.SendAsync(HttpMethod.Post, $"imports/{path}", file);

    private static async Task<(int, string?)> ErrorAsync(Task<ApiAnswer> asked) => (await asked) is var answer ? (answer.Status, answer.Error) : default;

    private static IReadOnlyList<string> Faults(ApiAnswer answer) =>
        [.. answer.Json["errors"]!.AsArray().Select(fault => $"{fault!["line"]} {fault["column"]} {fault["error"]}")];

    private async Task<LocationLevel> LevelAsync(string sku) => Assert.Single((await Ledger.ReadLevelsAsync(Sku.Parse(sku), Token))!.Locations);
}
