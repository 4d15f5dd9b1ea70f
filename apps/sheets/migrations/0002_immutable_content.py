"""What a revision says never changes: triggers refuse it, whoever asks."""

from django.db import migrations

TRIGGERS = """
CREATE FUNCTION sheets_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the content of a revision never changes'
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER sheets_revision_content BEFORE UPDATE ON sheets_sheetrevision
    FOR EACH ROW WHEN (
        (OLD.sheet_id, OLD.number, OLD.title, OLD.description, OLD.warning, OLD.source_url,
         OLD.source_file, OLD.source_date, OLD.important_change_on, OLD.attribution, OLD.raw_sha256,
         OLD.content_sha256, OLD.author_id, OLD.author_label, OLD.raw, OLD.body, OLD.related)
        IS DISTINCT FROM
        (NEW.sheet_id, NEW.number, NEW.title, NEW.description, NEW.warning, NEW.source_url,
         NEW.source_file, NEW.source_date, NEW.important_change_on, NEW.attribution, NEW.raw_sha256,
         NEW.content_sha256, NEW.author_id, NEW.author_label, NEW.raw, NEW.body, NEW.related)
    ) EXECUTE FUNCTION sheets_refuse_change();
CREATE TRIGGER sheets_revision_kept BEFORE DELETE ON sheets_sheetrevision
    FOR EACH ROW EXECUTE FUNCTION sheets_refuse_change();
CREATE TRIGGER sheets_passage_content BEFORE UPDATE ON sheets_passage
    FOR EACH ROW WHEN (
        (OLD.revision_id, OLD.position, OLD.heading_path, OLD.situation, OLD."case", OLD.kind,
         OLD.text, OLD.text_hash)
        IS DISTINCT FROM
        (NEW.revision_id, NEW.position, NEW.heading_path, NEW.situation, NEW."case", NEW.kind,
         NEW.text, NEW.text_hash)
    ) EXECUTE FUNCTION sheets_refuse_change();
CREATE TRIGGER sheets_passage_kept BEFORE DELETE ON sheets_passage
    FOR EACH ROW EXECUTE FUNCTION sheets_refuse_change();
"""
NO_TRIGGERS = """
DROP TRIGGER sheets_revision_content ON sheets_sheetrevision;
DROP TRIGGER sheets_revision_kept ON sheets_sheetrevision;
DROP TRIGGER sheets_passage_content ON sheets_passage;
DROP TRIGGER sheets_passage_kept ON sheets_passage;
DROP FUNCTION sheets_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("sheets", "0001_initial")]
    operations = [migrations.RunSQL(TRIGGERS, NO_TRIGGERS)]
