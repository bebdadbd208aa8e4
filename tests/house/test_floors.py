"""What imports alone cannot show: which rooms a neighbour may enter, and where foreign keys point."""

from django.apps import apps as installed

from tests.house import tree

#: A neighbour from above comes in by these. `models` is for foreign keys and querysets, never for writing.
OPEN_ROOMS = {"models", "services", "core", "permissions", "reports"}


def test_neighbours_enter_by_open_rooms_only() -> None:
    graph = tree.imports()
    trespasses = [
        f"{importer} -> {imported}"
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if _through_a_closed_door(importer.split("."), imported.split("."))
    ]
    assert trespasses == []


def _through_a_closed_door(importer: list[str], imported: list[str]) -> bool:
    if len(importer) < 2 or len(imported) < 3 or imported[1] in (importer[1], "foundation"):
        return False
    return imported[2] not in OPEN_ROOMS


def test_foreign_keys_never_point_upstairs_or_sideways() -> None:
    floors = tree.floors()
    climbing = []
    for model in installed.get_models():
        here = model._meta.app_label
        for field in model._meta.get_fields():
            if not (field.concrete and field.is_relation and isinstance(field.related_model, type)):
                continue
            there = field.related_model._meta.app_label
            if here in floors and there in floors and here != there and floors[there] >= floors[here]:
                climbing.append(f"{here}.{model.__name__}.{field.name} -> {there}")
    assert climbing == []


def test_every_app_that_stands_has_a_floor_without_brackets() -> None:
    layers = tree.contract("floors")["layers"]
    standing = {app.strip() for layer in layers for app in layer.split("|") if not app.startswith("(")}
    assert standing == tree.built()


def test_the_rooms_of_every_app_are_checked() -> None:
    assert set(tree.contract("rooms")["containers"]) == {
        f"apps.{app}" for app in tree.built() - {"foundation"}
    }


def test_every_app_that_stands_is_installed() -> None:
    ours = {config.label for config in installed.get_app_configs() if config.name.startswith("apps.")}
    assert ours == tree.built() - {"foundation"}
